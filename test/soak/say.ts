import { megabytes } from './flatness.ts'
import type { Life } from './life.ts'
import { sumOf } from './survey.ts'

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function stateOf({ writer, reports }: Life): string {
  const last = reports.at(-1)
  if (last === undefined) return `${writer} has said nothing`
  const { given, written, dropped, queued, rss, heap, descriptors } = last
  const calls = `${given} given, ${written} written, ${sumOf(dropped)} dropped, ${queued} queued`
  return `${writer}: ${calls}, ${megabytes(rss)}, heap ${megabytes(heap)}, ${descriptors} descriptors`
}

export function tableOf(rows: readonly object[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((row) => columns.map((name) => String(Reflect.get(row, name))))]
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}
