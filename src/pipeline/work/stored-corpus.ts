import type { Corpus, CorpusEntry } from '../../core/step.ts'
import type { ExampleFile } from './example-file.ts'
import type { NoteFile } from './note-file.ts'

export type CorpusParts = {
  readonly examples: ExampleFile
  readonly notes: NoteFile | undefined
  /** Where the examples of the rows were added. */
  readonly order: Uint32Array
  readonly room: Pick<Corpus, 'directory' | 'pause'>
}

/** What a decision sees of rows. */
export function storedCorpus(rows: Uint32Array, { examples, notes, order, room }: CorpusParts): Corpus {
  return {
    ...room,
    size: rows.length,
    at(index) {
      const place = order[rows[index] ?? Number.NaN]
      if (notes === undefined || place === undefined) throw new RangeError(`there is no example ${index}`)
      return entryAt(place, examples, notes)
    },
    asStored: () => indicesByPlace(rows, order),
  }
}

/** Most decisions look at notes alone, or at ids alone, and each takes its time to make. Fields of its own, to be spread. */
function entryAt(place: number, examples: ExampleFile, notes: NoteFile): CorpusEntry {
  return {
    get id() {
      return examples.id(place)
    },
    get note() {
      return notes.at(place)
    },
  }
}

/** The indices of rows in the order in which their examples were added. */
function indicesByPlace(rows: Uint32Array, order: Uint32Array): Uint32Array {
  // One more than the index, as 0 is none.
  const indices = new Uint32Array(order.length)
  for (const [index, row] of rows.entries()) indices[order[row] ?? 0] = index + 1
  let found = 0
  for (const index of indices) {
    if (index === 0) continue
    indices[found] = index - 1
    found += 1
  }
  return indices.subarray(0, found)
}
