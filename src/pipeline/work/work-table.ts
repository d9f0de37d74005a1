import { join } from 'node:path'
import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'
import { SPLIT_NAMES, type SplitName } from '../split/splits.ts'
import { createExampleFile, digestOfText, type StoredExample } from './example-file.ts'
import { createNoteFile, type StoredNote } from './note-file.ts'
import { createGrowingNumbers } from './growing-numbers.ts'
import { storedCorpus } from './stored-corpus.ts'

/** The examples of a phase: on disk, and in memory what was decided about each. Rows count from 0, in order of time. */
export type WorkTable = {
  /** @param notes one for each decision of the phase */
  readonly add: (example: StoredExample, notes: readonly StoredNote[], split?: SplitName) => void
  readonly size: () => number
  /** Ends the adding. Rows that are still in the build, in order of time. */
  readonly rows: () => Uint32Array
  /** The example of a row, with the flags that decisions gave it. */
  readonly example: (row: number) => Example
  /** What its example is made of: the same makes the same example. */
  readonly stored: (row: number) => StoredRow
  readonly split: (row: number) => SplitName | undefined
  readonly assign: (row: number, split: SplitName) => void
  readonly remove: (row: number) => void
  readonly flag: (row: number, flag: string) => void
  /** What a decision noted of a row. */
  readonly note: (decision: number, row: number) => Uint8Array | undefined
  /** What a decision sees of the given rows. */
  readonly corpus: (decision: number, rows: Uint32Array, room: Pick<Corpus, 'directory' | 'pause'>) => Corpus
  readonly close: () => void
}

export type StoredRow = {
  readonly id: string
  /** In milliseconds since 1970; rows are in order of time and id. */
  readonly time: number
  /** See `textOfExample`. */
  readonly text: () => Uint8Array
  /** Of the text, see `digestOfText`. */
  readonly digest: () => string
  /** Those that decisions gave it. */
  readonly flags: readonly string[]
}

const NOWHERE = -1

/** @param decisions how many notes there are of each example */
export function createWorkTable(directory: string, decisions: number): WorkTable {
  const examples = createExampleFile(join(directory, 'examples.jsonl'))
  const notes = Array.from({ length: decisions }, (_, index) => createNoteFile(join(directory, `notes-${index}`)))
  const splits = createGrowingNumbers('u8')
  let sealed: Sealed | undefined

  function seal(): Sealed {
    if (sealed !== undefined) return sealed
    const order = examples.order()
    const split = Uint8Array.from(order, (place) => splits.at(place))
    return (sealed = { order, split, gone: new Uint8Array(order.length), flags: new Map() })
  }

  function placeOf(row: number): number {
    return seal().order[row] ?? NOWHERE
  }

  return {
    add(example, noted, split) {
      examples.add(example)
      for (const [index, file] of notes.entries()) file.add(noted[index] ?? new Uint8Array())
      splits.push(split === undefined ? 0 : SPLIT_NAMES.indexOf(split) + 1)
    },
    size: examples.size,
    rows() {
      const { gone } = seal()
      return Uint32Array.from(gone.keys()).filter((row) => gone[row] === 0)
    },
    example: (row) => flagged(examples.example(placeOf(row)), row, seal().flags),
    stored(row) {
      const [place, { flags }] = [placeOf(row), seal()]
      return {
        id: examples.id(place),
        time: examples.time(place),
        text: () => examples.bytes(place),
        digest: () => examples.digest(place) ?? digestOfText(examples.bytes(place)),
        flags: [...flags].flatMap(([flag, rows]) => (rows[row] === 1 ? [flag] : [])),
      }
    },
    split: (row) => SPLIT_NAMES[(seal().split[row] ?? 0) - 1],
    assign(row, split) {
      seal().split[row] = SPLIT_NAMES.indexOf(split) + 1
    },
    remove(row) {
      seal().gone[row] = 1
    },
    flag: (row, flag) => markFlag(seal(), row, flag),
    note: (decision, row) => notes[decision]?.at(placeOf(row)),
    corpus(decision, rows, room) {
      const file = notes[decision]
      // What is read of them may be held whole, and hardly anybody asks for them any more.
      for (const earlier of notes.slice(0, decision)) earlier.rest()
      return storedCorpus(rows, { examples, notes: file, order: seal().order, room })
    },
    close() {
      examples.close()
      for (const file of notes) file.close()
    },
  }
}

type Sealed = {
  /** Where the examples of the rows were added. */
  readonly order: Uint32Array
  readonly split: Uint8Array
  readonly gone: Uint8Array
  /** Rows by flag: one byte each, as some rules flag every second row. */
  readonly flags: Map<string, Uint8Array>
}

function markFlag({ flags, order }: Sealed, row: number, flag: string): void {
  const rows = flags.get(flag) ?? new Uint8Array(order.length)
  flags.set(flag, rows)
  rows[row] = 1
}

function flagged(example: Example, row: number, flags: ReadonlyMap<string, Uint8Array>): Example {
  if (flags.size === 0) return example
  const added = [...flags].flatMap(([flag, rows]) => (rows[row] === 1 && !example.flags.includes(flag) ? [flag] : []))
  return added.length === 0 ? example : { ...example, flags: [...example.flags, ...added] }
}
