import { FinetapError } from '../../core/errors.ts'
import type { LateRefusal } from '../../core/store.ts'
import type { ErasureFilter } from '../erasure/filter.ts'
import type { Database } from './connect.ts'
import type { Erased } from './erased.ts'
import type { Refused } from './insert.ts'
import { lockSql, type Names } from './names.ts'
import { outboxId } from './outbox.ts'
import { createRefusedFile } from './refused-file.ts'

/** What is done with events that the server refuses. */
export type Refusals = {
  readonly isThere: () => Promise<boolean>
  /**
   * Sets them aside, in a transaction that holds the lock of the outbox: before it is committed, so that none is lost,
   * and once, however often it is tried. Gives what to tell the app, unless it was told.
   */
  setAside(refused: readonly Refused[]): Promise<FinetapError | undefined>
  /** Calls the listener with whatever is set aside, also if it was before. Gives what ends that. */
  readonly listen: (listener: Listener) => () => void
  /** Removes what is erased by now. */
  forget(): Promise<void>
}

type Listener = (refusals: readonly LateRefusal[]) => void

type RefusalOptions = {
  readonly dir: string
  readonly database: Database
  readonly names: Names
  readonly erased: Erased
}

export function createRefusals({ dir, database, names, erased }: RefusalOptions): Refusals {
  const file = createRefusedFile(dir)
  const listeners = new Set<Listener>()
  let applied: ErasureFilter | undefined

  return {
    isThere: file.isThere,
    async setAside(refused) {
      const [first, ...more] = await file.add(refused)
      const told = refused.map(({ event, reason }) => ({ event, why: reason, keptIn: file.path }))
      for (const listener of listeners) listener(told)
      if (first === undefined) return undefined
      return new FinetapError('record_invalid', {
        what: `PostgreSQL refused ${more.length + 1} of the events`,
        why: first.reason,
        fix: `look into ${file.path}: they were set aside there, and the others went on`,
      })
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async forget() {
      if (!(await file.isThere())) return
      const outbox = await outboxId(dir)
      await database.transaction(async (connection) => {
        await connection.query(lockSql('alone'), [names.outbox(outbox)])
        const isErased = await erased.filter(connection)
        if (isErased === applied) return
        await file.forget(isErased)
        applied = isErased
      })
    },
  }
}
