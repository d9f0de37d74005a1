import type { ErasureField, ErasureSelector } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { ErasureResult } from '../../core/store.ts'
import { upgradeEvent } from '../../core/upgrade.ts'
import { erasureFilter } from '../erasure/filter.ts'
import { planErasure } from '../erasure/plan.ts'
import { textColumn } from './columns.ts'
import type { Connection, Database, Row } from './connect.ts'
import type { Erased } from './erased.ts'
import { insertEvents } from './insert.ts'
import { lockSql, type Names } from './names.ts'
import { parseJson } from './parse.ts'

type Found = { readonly row: Row; readonly event: LogEvent }

const COLUMN: { readonly [Field in ErasureField]: string } = {
  userId: 'user_id',
  tenantId: 'tenant',
  conversationId: 'conversation',
  generationId: 'id',
}

/** Removes what the selector names, and what was said about it, in one transaction that no writer is beside. */
export async function eraseRows(
  database: Database,
  names: Names,
  erased: Erased,
  { selector, reason }: { readonly selector: ErasureSelector; readonly reason: string | undefined },
): Promise<ErasureResult> {
  return database.transaction(async (connection) => {
    await connection.query(lockSql('alone'), [names.gate])
    const wasErased = await erased.filter(connection)
    const key = await erased.key(connection)
    const plan = planErasure({ selector, key, reason })
    const column = COLUMN[fieldOf(selector)]
    const value = textColumn(String(Object.values(selector)[0]))
    const generations = await find(connection, names, `type = 'generation' AND ${column} = $1`, [value])
    const taken = generations.filter(
      ({ event }) => event.type === 'generation' && !wasErased(event) && plan.take(event),
    )
    const erasure = plan.event()
    const isGone = erasureFilter([erasure], [key])
    const judgements = await find(
      connection,
      names,
      `type IN ('feedback', 'review') AND (target = ANY ($1::text[]) OR ${column === 'id' ? 'target' : column} = $2)`,
      [(erasure.targets ?? []).map(textColumn), value],
    )
    await remove(
      connection,
      names,
      [...generations, ...judgements].filter(({ event }) => isGone(event)),
    )
    await insertEvents(connection, names, [erasure])
    return { erasure, hidden: plan.hidden(), rewritten: taken.length, pending: 0 }
  })
}

function fieldOf(selector: ErasureSelector): ErasureField {
  if ('userId' in selector) return 'userId'
  if ('tenantId' in selector) return 'tenantId'
  return 'conversationId' in selector ? 'conversationId' : 'generationId'
}

async function find(
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

async function remove(connection: Connection, { table }: Names, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return
  await connection.query(
    `DELETE FROM ${table('events')} AS e USING unnest($1::bigint[], $2::integer[]) AS gone (tx, seq)
     WHERE e.tx = gone.tx AND e.seq = gone.seq`,
    [found.map(({ row }) => row['tx']), found.map(({ row }) => row['seq'])],
  )
}
