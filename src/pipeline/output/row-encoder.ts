import { stringify } from 'csv-stringify/sync'
import type { Container, Row } from '../../core/format.ts'
import type { Json } from '../../core/json.ts'

/** Turns rows into the text of a file, piece by piece: `head`, each row behind its `before`, `tail`. */
export type RowEncoder = {
  readonly extension: string
  readonly head: string
  /** What stands before the row of this index, counted from 0. */
  readonly before: (index: number) => string
  readonly row: (row: Row) => string
  readonly tail: (rows: number) => string
}

/**
 * The encoder of a container: `jsonl` one object a line; `json` one array, an object a line; `csv` by RFC 4180 with a
 * header and LF line ends, nested values as JSON. Text is to be written as UTF-8 without a byte order mark.
 */
export function rowEncoder(container: Container): RowEncoder {
  switch (container.kind) {
    case 'jsonl':
      return { extension: 'jsonl', head: '', before: nothing, row: (row) => `${jsonLine(row)}\n`, tail: nothing }
    case 'json': {
      const before = (index: number) => (index === 0 ? '\n' : ',\n')
      return { extension: 'json', head: '[', before, row: jsonLine, tail: (rows) => (rows === 0 ? ']\n' : '\n]\n') }
    }
    case 'csv': {
      const { columns } = container
      const row = (value: Row) => csvLine(columns.map((column) => cellOf(value[column])))
      return { extension: 'csv', head: csvLine(columns), before: nothing, row, tail: nothing }
    }
  }
}

const nothing = (): string => ''

/** JSON on one line also for readers that break lines where Unicode does, such as Python's `str.splitlines`. */
export function jsonLine(value: unknown): string {
  const json = wellFormed(JSON.stringify(value))
  return hasSeparator(json) ? withoutSeparators(json) : json
}

/** Three searches: each takes less than one expression for all of them. */
function hasSeparator(json: string): boolean {
  return json.includes('\u0085') || json.includes('\u2028') || json.includes('\u2029')
}

function withoutSeparators(json: string): string {
  return json.replaceAll(
    /[\u0085\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Half a character, as `slice` leaves it of an emoji, is written as an escape that UTF-8 readers such as Arrow refuse. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replaceAll(/((?<!\\)(?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\ufffd')
}

function csvLine(cells: readonly string[]): string {
  // Said outright, or a lone carriage return would stay unquoted and end the line for most readers.
  return stringify([cells], { record_delimiter: '\n', quote_record_delimiter: true })
}

function cellOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
