import type { Example } from './example.ts'
import type { Json } from './json.ts'

/** One line of a dataset file. */
export type Row = { readonly [key: string]: Json }

export type FormatResult = {
  readonly rows: readonly Row[]
  /** Codes of what the format cannot carry, one for each row that is therefore missing. */
  readonly refused: readonly string[]
}

/** How rows become a file. `csv` writes `columns` as its header, in that order. */
export type Container =
  | { readonly kind: 'jsonl' }
  | { readonly kind: 'json' }
  | { readonly kind: 'csv'; readonly columns: readonly string[] }

/** One row shape. Every implementation passes `testFormat` from `finetap/testing`. */
export type Format = {
  /** Kebab case; also the name of its files. */
  readonly name: string
  /** Raised when the same example would give other rows. */
  readonly version: number
  readonly container: Container
  /** The rows that an example becomes. Pure; never throws. */
  rows(example: Example): FormatResult
}
