import type { DatabaseSync } from 'node:sqlite'
import { whileBusy } from './patience.ts'
import { createRetries } from './retries.ts'

/** Moves what erasures have removed out of the write-ahead log, which holds it until no reader needs it any more. */
export type Tidying = {
  /** Something was removed. */
  readonly owe: () => void
  /** Something was removed by this process: its pages may hold copies. */
  readonly scatter: () => void
  /** False when a reader still needs it after so long; then it is tried again later. Never rejects. */
  readonly tidy: (patienceMs: number) => Promise<boolean>
  /** The database is about to be closed: nothing is tried again. */
  readonly stop: () => void
}

export function createTidying(db: DatabaseSync, busyTimeoutMs: number): Tidying {
  let isOwing = false
  let isScattered = false
  const retries = createRetries(async () => !db.isOpen || (await settled(0)))

  async function settled(patienceMs: number): Promise<boolean> {
    if (isOwing && isScattered) isScattered = !(await gathered(db, busyTimeoutMs))
    if (isOwing && !isScattered) isOwing = !emptyLog(db, Math.min(patienceMs, busyTimeoutMs))
    return !isOwing
  }

  return {
    owe: () => (isOwing = true),
    scatter() {
      isOwing = true
      isScattered = true
    },
    async tidy(patienceMs) {
      const isSettled = await settled(patienceMs)
      if (isSettled) retries.stop()
      else retries.start()
      return isSettled
    },
    stop: retries.stop,
  }
}

// To wait for a reader as long as for a lock would hold up all that is to be written.
function emptyLog(db: DatabaseSync, patienceMs: number): boolean {
  try {
    db.exec(`PRAGMA busy_timeout = ${patienceMs}`)
    return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
  } catch {
    // What was written is committed all the same.
    return false
  } finally {
    if (db.isOpen) db.exec('PRAGMA busy_timeout = 0')
  }
}

// secure_delete overwrites what is removed, but not the copies of rows that moving them to other pages has left behind.
async function gathered(db: DatabaseSync, patienceMs: number): Promise<boolean> {
  try {
    await whileBusy(patienceMs, () => db.exec('VACUUM'))
    return true
  } catch {
    return false
  }
}
