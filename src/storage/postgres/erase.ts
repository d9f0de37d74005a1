import type { ErasureField, ErasureSelector } from '../../core/erasure.ts'
import type { ErasureResult } from '../../core/store.ts'
import { erasureFilter } from '../erasure/filter.ts'
import { planErasure } from '../erasure/plan.ts'
import { textColumn } from './columns.ts'
import type { Database } from './connect.ts'
import type { Erased } from './erased.ts'
import { insertEvents } from './insert.ts'
import { lockSql, type Names } from './names.ts'
import { findRows, removeRows } from './rows.ts'

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
    const generations = await findRows(connection, names, `type = 'generation' AND ${column} = $1`, [value])
    const taken = generations.filter(
      ({ event }) => event.type === 'generation' && !wasErased(event) && plan.take(event),
    )
    const erasure = plan.event()
    const isGone = erasureFilter([erasure], [key])
    const judgements = await findRows(
      connection,
      names,
      `type IN ('feedback', 'review') AND (target = ANY ($1::text[]) OR ${column === 'id' ? 'target' : column} = $2)`,
      [(erasure.targets ?? []).map(textColumn), value],
    )
    await removeRows(
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
