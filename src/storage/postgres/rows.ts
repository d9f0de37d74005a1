import type { LogEvent } from '../../core/log-event.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import type { Connection, Row } from './connect.ts'
import type { Names } from './names.ts'
import { parseJson } from './parse.ts'

export type Found = { readonly row: Row; readonly event: LogEvent }

export async function findRows(
  connection: Connection,
  { table }: Names,
  where: string,
  values: unknown[],
): Promise<readonly Found[]> {
  const { rows } = await connection.query(
    `SELECT tx::text AS tx, seq, body FROM ${table('events')} AS e WHERE ${where} ORDER BY e.tx, e.seq`,
    values,
  )
  return rows.flatMap((row) => {
    const upgraded = upgradeEvent(parseJson(String(row['body'])))
    return upgraded.ok ? [{ row, event: upgraded.event }] : []
  })
}

export async function removeRows(connection: Connection, { table }: Names, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  await connection.query(
    `DELETE FROM ${table('events')} AS e USING unnest($1::bigint[], $2::integer[]) AS gone (tx, seq)
     WHERE e.tx = gone.tx AND e.seq = gone.seq`,
    [found.map(({ row }) => row['tx']), found.map(({ row }) => row['seq'])],
  )
}
