import type { Cursor, Store } from '../../core/store.ts'
import type { Database } from './connect.ts'
import type { Erased } from './erased.ts'
import { createMonths } from './months.ts'
import type { Names } from './names.ts'
import { nextBatch, outboxId } from './outbox.ts'
import { logFiles } from './outbox-files.ts'
import type { Refusals } from './refused.ts'
import { completeFiles, createRelease, withoutGone } from './release.ts'
import { cursorOf, send } from './send.ts'
import { createUpkeep } from './upkeep.ts'

export type ShipmentOptions = {
  readonly dir: string
  readonly log: Store
  readonly database: Database
  readonly names: Names
  readonly erased: Erased
  readonly refusals: Refusals
  /** Resolves when the schema is there. */
  readonly ready: () => Promise<void>
  readonly tell: (error: unknown) => void
}

/** Sends all that waits in the outbox, whichever process put it there, and removes the files that are done with. */
export function createShipment(options: ShipmentOptions): () => Promise<void> {
  const { dir, log, database, names, erased, refusals, ready, tell } = options
  const months = createMonths(database, names)
  const release = createRelease(dir, tell)
  const upkeep = createUpkeep(dir)
  let cursor: Cursor | undefined

  async function shipOne(outbox: string, from: Cursor): Promise<Cursor | undefined> {
    const complete = await completeFiles(dir)
    const batch = await nextBatch(log, from === '' ? undefined : from)
    if (batch.events.length === 0) {
      await release(complete)
      return undefined
    }
    await months(batch.events)
    const after = await withoutGone(dir, batch.after ?? '')
    return send(database, names, erased, {
      outbox,
      from,
      batch: { events: batch.events, after },
      async refuse(refused) {
        const error = await refusals.setAside(refused)
        if (error !== undefined) tell(error)
      },
    })
  }

  return async function ship(): Promise<void> {
    await upkeep()
    if ((await logFiles(dir)).length === 0 && !(await refusals.isThere())) return
    await ready()
    const outbox = await outboxId(dir)
    cursor ??= await database.use((connection) => cursorOf(connection, names, outbox))
    for (;;) {
      const next = await shipOne(outbox, cursor)
      if (next === undefined) break
      cursor = next
    }
    await refusals.forget()
  }
}
