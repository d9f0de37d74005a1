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
      return new Entry(examples, notes, place)
    },
    asStored: () => indicesByPlace(rows, order),
  }
}

/** Most decisions look at notes alone, or at ids alone, and each takes its time to make. */
class Entry implements CorpusEntry {
  readonly #examples: ExampleFile
  readonly #notes: NoteFile
  readonly #place: number

  constructor(examples: ExampleFile, notes: NoteFile, place: number) {
    this.#examples = examples
    this.#notes = notes
    this.#place = place
  }

  get id(): string {
    return this.#examples.id(this.#place)
  }

  get note(): Uint8Array {
    return this.#notes.at(this.#place)
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
