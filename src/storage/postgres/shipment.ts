import type { Cursor, Store } from '../../core/store.ts'
import type { Database } from './connect.ts'
import type { Erased } from './erased.ts'
import { createMonths } from './months.ts'
import type { Names } from './names.ts'
import { nextBatch, outboxId, outboxSize } from './outbox.ts'
import { setAside } from './refused.ts'
import { completeFiles, releaseFiles, withoutGone } from './release.ts'
import { cursorOf, send } from './send.ts'

export type ShipmentOptions = {
  readonly dir: string
  readonly log: Store
  readonly database: Database
  readonly names: Names
  readonly erased: Erased
  /** Resolves when the schema is there. */
  readonly ready: () => Promise<void>
  readonly tell: (error: unknown) => void
}

/** Sends all that waits in the outbox, whichever process put it there, and removes the files that are done with. */
export function createShipment({ dir, log, database, names, erased, ready, tell }: ShipmentOptions) {
  const months = createMonths(database, names)
  const damaged = new Set<string>()
  let cursor: Cursor | undefined

  async function shipOne(outbox: string, from: Cursor): Promise<Cursor | undefined> {
    const complete = await completeFiles(dir)
    const batch = await nextBatch(log, from === '' ? undefined : from, ({ place }) => {
      damaged.add(place.replace(/\.open\.jsonl$/, '.jsonl'))
    })
    if (batch.events.length === 0) {
      await releaseFiles(dir, complete, damaged)
      return undefined
    }
    await months(batch.events)
    const after = await withoutGone(dir, batch.after ?? '')
    return send(database, names, erased, {
      outbox,
      from,
      batch: { events: batch.events, after },
      refuse: async (refused) => tell(await setAside(dir, refused)),
    })
  }

  return async function ship(): Promise<void> {
    if ((await outboxSize(dir)) === 0) return
    await ready()
    const outbox = await outboxId(dir)
    cursor ??= await database.use((connection) => cursorOf(connection, names, outbox))
    for (;;) {
      const next = await shipOne(outbox, cursor)
      if (next === undefined) return
      cursor = next
    }
  }
}
