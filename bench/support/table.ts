import type { Spread } from './statistics.ts'

export type Row = readonly string[]

/** A table in Markdown; the first column stands left, the others right. */
export function tableOf(head: Row, rows: readonly Row[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: Row): string => `| ${cells.map((cell, column) => padded(cell, column, widths)).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

/** `13.5 (12.7 to 19.1)`: the median, and the quartiles around it. */
export function spread({ median, low, high }: Spread): string {
  return `${decimal(median)} (${decimal(low)} to ${decimal(high)})`
}

/** Three digits that count. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return digits === 0 ? whole(value) : value.toFixed(digits)
}

/** `1,234` */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** `14 x` */
export function times(ratio: number): string {
  return Number.isFinite(ratio) && ratio > 0 ? `${decimal(ratio)} x` : '-'
}
