import type { Example } from '../../core/example.ts'
import { jsonLine } from './row-encoder.ts'
import type { SplitName } from '../split.ts'

/** The file that says which generations stand in which rows. */
export const LINEAGE_FILE = 'lineage.jsonl'

/**
 * A line of `lineage.jsonl`: one example of the dataset. `generations` are all whose text stands in its rows, also as
 * context. `rows` says where: for each format the first row in the file of the split, counted from 1, and how many.
 */
export type LineageLine = {
  readonly id: string
  readonly split: SplitName
  readonly generations: readonly string[]
  readonly rows: { readonly [format: string]: readonly [first: number, count: number] }
}

export function lineageLine(example: Example, split: SplitName, rows: LineageLine['rows']): string {
  const origins = example.messages.flatMap(({ origin }) => (origin === undefined ? [] : [origin.generationId]))
  const line: LineageLine = {
    id: example.id,
    split,
    generations: [...new Set([...origins, ...example.generationIds])],
    rows,
  }
  return `${jsonLine(line)}\n`
}
