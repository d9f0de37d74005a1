import { textField } from '../../core/field.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor } from '../../core/store.ts'
import { carryOut } from './carry-out.ts'
import type { Connection, Database } from './connect.ts'
import type { Erased } from './erased.ts'
import { insertEvents, type Refused } from './insert.ts'
import { lockSql, type Names } from './names.ts'
import type { Batch } from './outbox.ts'

/** The reason of erasures that hold for the outbox only. */
export const OF_OUTBOX = 'finetap: of the outbox'

export type Sending = {
  readonly outbox: string
  readonly from: Cursor
  readonly batch: Batch
  readonly refuse: (refused: readonly Refused[]) => Promise<void>
}

/**
 * Adds a batch and moves the cursor of the outbox, in one transaction. Where another process was faster, it adds
 * nothing. Either way it gives where the outbox stands now.
 */
export async function send(database: Database, names: Names, erased: Erased, sending: Sending): Promise<Cursor> {
  const { outbox, from, batch, refuse } = sending
  return database.transaction(async (connection) => {
    // Before the transaction has an id: of those who send one outbox, ids then have the order of what they send.
    await connection.query(lockSql('alone'), [names.outbox(outbox)])
    const stands = await cursorOf(connection, names, outbox)
    if (stands !== from) return stands
    const erases = batch.events.some((event) => event.type === 'erasure' && !isOfOutbox(event))
    await connection.query(lockSql(erases ? 'alone' : 'shared'), [names.gate])
    const isErased = await erased.filter(connection)
    const wanted = batch.events.filter((event) => !isOfOutbox(event) && !isErased(event))
    const refused = await insertEvents(connection, names, wanted)
    if (refused.length > 0) await refuse(refused)
    const erasures = wanted.filter((event) => event.type === 'erasure')
    if (erasures.length > 0) await carryOut(connection, names, erasures, await erased.keys(connection))
    const next = batch.after ?? ''
    await connection.query(
      `INSERT INTO ${names.table('outboxes')} AS o (id, cursor, at) VALUES ($1, $2, now())
       ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor, at = excluded.at`,
      [outbox, next],
    )
    return next
  })
}

/** Empty when nothing was sent yet. */
export async function cursorOf(connection: Connection, { table }: Names, outbox: string): Promise<Cursor> {
  const { rows } = await connection.query(`SELECT cursor FROM ${table('outboxes')} WHERE id = $1`, [outbox])
  return textField(rows[0], 'cursor') ?? ''
}

function isOfOutbox(event: LogEvent): boolean {
  return event.type === 'erasure' && event.reason === OF_OUTBOX
}
