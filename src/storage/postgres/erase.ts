import type { ErasureField, ErasureSelector } from '../../core/erasure.ts'
import type { ErasureResult } from '../../core/store.ts'
import { erasureFilter } from '../erasure/filter.ts'
import { planErasure } from '../erasure/plan.ts'
import { textColumn } from './columns.ts'
import type { Database } from './connect.ts'
import type { Erased } from './erased.ts'
import { insertEvents } from './insert.ts'
import { lockSql, type Names } from './names.ts'
import { removeRows, slices, type Where } from './rows.ts'

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
    const [key] = await erased.keys(connection)
    const plan = planErasure({ selector, key, reason })
    const column = COLUMN[fieldOf(selector)]
    const value = textColumn(String(Object.values(selector)[0]))
    // Of what is named, before it is known what else that bears.
    const isNamed = erasureFilter([plan.event()], [key])
    const generations = { sql: `type = 'generation' AND ${column} = $1`, values: [value] }
    const stayed = await removeRows(connection, names, generations, ({ event }) => {
      if (event?.type !== 'generation') return event === undefined
      return wasErased(event) ? isNamed(event) : plan.take(event)
    })
    const erasure = plan.event()
    const isGone = erasureFilter([erasure], [key])
    for (const where of judgements(column, value, erasure.targets ?? [])) {
      await removeRows(connection, names, where, ({ event }) => event !== undefined && isGone(event))
    }
    await insertEvents(connection, names, [erasure])
    const hidden = plan.hidden()
    const pending = stayed.filter(({ event }) => event?.type === 'generation' && !wasErased(event)).length
    return { erasure, hidden, rewritten: hidden - pending, pending }
  })
}

function judgements(column: string, value: string, targets: readonly string[]): readonly Where[] {
  const judges = `type IN ('feedback', 'review')`
  const named = { sql: `${judges} AND ${column === COLUMN.generationId ? 'target' : column} = $1`, values: [value] }
  const ids = slices(targets.map(textColumn))
  return [named, ...ids.map((some) => ({ sql: `${judges} AND target = ANY ($1::text[])`, values: [some] }))]
}

function fieldOf(selector: ErasureSelector): ErasureField {
  if ('userId' in selector) return 'userId'
  if ('tenantId' in selector) return 'tenantId'
  return 'conversationId' in selector ? 'conversationId' : 'generationId'
}
