import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { numberField } from '../../core/field.ts'
import { isCorrupt } from './errors.ts'
import type { Extent, Page, PageQuery, PageRow, Wanted } from './protocol.ts'
import { COLUMNS, isIntact } from './row.ts'

/** A page ends with the row that brings it to one of these. */
const PAGE_ROWS = 500
const PAGE_CHARS = 1_000_000

/** Where the wanted rows lie: by the index of their times, where they are wanted by time. */
export function extentOf(db: DatabaseSync, wanted: Wanted): Extent {
  const { since, until } = wanted
  if (since === undefined && until === undefined) return { first: 0, last: lastSequence(db) }
  const { where, values } = timeCondition(wanted)
  const found = db
    .prepare(`SELECT min(sequence) AS first, max(sequence) AS last FROM events WHERE ${where}`)
    .get(...values)
  const timeless = db
    .prepare(`SELECT min(sequence) AS first, max(sequence) AS last FROM events WHERE time IS NULL`)
    .get()
  const firsts = [found, timeless].flatMap((row) => numberField(row, 'first') ?? [])
  const lasts = [found, timeless].flatMap((row) => numberField(row, 'last') ?? [])
  return { first: Math.min(...firsts), last: Math.max(0, ...lasts) }
}

function lastSequence(db: DatabaseSync): number {
  return numberField(db.prepare('SELECT max(sequence) AS last FROM events').get(), 'last') ?? 0
}

/** The wanted rows behind `after`, as many as make a page, each checked against its checksum. */
export function pageOf(db: DatabaseSync, file: string, { after, last, wanted }: PageQuery): Page {
  const rows: PageRow[] = []
  let chars = 0
  let reached = after
  try {
    for (const row of rowsBehind(db, wanted, after, last)) {
      reached = numberField(row, 'sequence') ?? reached
      const body = typeof row['body'] === 'string' ? row['body'] : ''
      rows.push(checked(file, row, reached, body))
      chars += body.length
      if (rows.length === PAGE_ROWS || chars >= PAGE_CHARS) return { rows, after: reached < last ? reached : undefined }
    }
    return { rows, after: undefined }
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const next = behindCorruption(db, wanted, reached, last)
    // Nothing behind it can be read: that is more than a damage.
    if (next === undefined) {
      if (rows.length === 0) throw error
      return { rows, after: reached }
    }
    const detail = `some or all of the rows ${reached + 1} to ${next} cannot be read: the database is malformed`
    rows.push({ ok: false, damage: { reason: 'torn', place: `${file} events`, detail } })
    return { rows, after: next }
  }
}

function checked(file: string, row: { readonly [column: string]: unknown }, sequence: number, body: string): PageRow {
  if (isIntact(row, body)) return { ok: true, sequence, body }
  const detail = `row ${sequence} does not fit its checksum`
  return { ok: false, damage: { reason: 'checksum', place: `${file} events`, line: sequence, detail } }
}

function rowsBehind(
  db: DatabaseSync,
  wanted: Wanted,
  after: number,
  last: number,
): Iterable<{ readonly [column: string]: unknown }> {
  const { types, shard } = wanted
  const conditions: string[] = ['sequence > ?', 'sequence <= ?']
  const values: SQLInputValue[] = [after, last]
  const time = timeCondition(wanted)
  if (time.where !== 'TRUE') {
    conditions.push(`(time IS NULL OR ${time.where})`)
    values.push(...time.values)
  }
  if (types !== undefined) {
    conditions.push(`type IN (${types.map(() => '?').join(', ')})`)
    values.push(...types)
  }
  if (shard !== undefined) {
    conditions.push('shard % ? = ?')
    values.push(shard.count, shard.index)
  }
  // NOT INDEXED still walks by sequence, and by nothing else.
  const sql = `SELECT sequence, ${COLUMNS}, crc, body FROM events NOT INDEXED WHERE ${conditions.join(' AND ')} ORDER BY sequence`
  return db.prepare(sql).iterate(...values)
}

function timeCondition({ since, until }: Wanted): { readonly where: string; readonly values: readonly number[] } {
  const bounds = [
    { sql: 'time >= ?', value: since },
    { sql: 'time < ?', value: until },
  ].flatMap(({ sql, value }) => (value === undefined ? [] : [{ sql, value }]))
  const where = bounds.length === 0 ? 'TRUE' : bounds.map(({ sql }) => sql).join(' AND ')
  return { where, values: bounds.map(({ value }) => value) }
}

/** The least sequence found behind which rows can be read again: by leaps that double, then by halving the last one. */
function behindCorruption(db: DatabaseSync, wanted: Wanted, from: number, last: number): number | undefined {
  let bad = from
  let good: number | undefined
  for (let leap = 1; good === undefined && bad < last; leap *= 2) {
    const next = Math.min(from + leap, last)
    if (next < last && isReadable(db, wanted, next, last)) good = next
    else bad = next
  }
  if (good === undefined) return undefined
  while (good - bad > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (isReadable(db, wanted, middle, last)) good = middle
    else bad = middle
  }
  return good
}

function isReadable(db: DatabaseSync, wanted: Wanted, after: number, last: number): boolean {
  try {
    for (const _ of rowsBehind(db, wanted, after, last)) break
    return true
  } catch {
    return false
  }
}
