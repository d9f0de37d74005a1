import { hash } from 'node:crypto'

const DIGITS = 16

/**
 * Names the rows that an example has in a format: 16 hexadecimal digits of a SHA-256 over their lines, each with its line
 * feed. What separates the rows of a JSON array is no part of them.
 */
export function digestOfRows(rows: readonly string[]): string {
  let lines = ''
  for (const row of rows) lines += row.endsWith('\n') ? row : `${row}\n`
  return hash('sha256', lines, 'hex').slice(0, DIGITS)
}
