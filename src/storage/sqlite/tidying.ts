import type { DatabaseSync } from 'node:sqlite'
import { numberField } from '../../core/field.ts'
import { createRetries } from './retries.ts'

/** Moves what erasures have removed out of the write-ahead log, which holds it until no reader needs it any more. */
export type Tidying = {
  /** Something was removed. */
  readonly owe: () => void
  /** Something was removed by this process: its pages may hold copies. */
  readonly scatter: () => void
  /** False when a reader still needs it after so long; then it is tried again later. */
  readonly tidy: (patienceMs: number) => boolean
  /** The database is about to be closed: nothing is tried again. */
  readonly stop: () => void
}

export function createTidying(db: DatabaseSync): Tidying {
  let isOwing = false
  let isScattered = false
  const retries = createRetries(() => !db.isOpen || settled(0))

  function settled(patienceMs: number): boolean {
    if (isOwing && isScattered) isScattered = !gathered(db)
    if (isOwing && !isScattered) isOwing = !emptyLog(db, patienceMs)
    return !isOwing
  }

  return {
    owe: () => (isOwing = true),
    scatter() {
      isOwing = true
      isScattered = true
    },
    tidy(patienceMs) {
      const isSettled = settled(patienceMs)
      if (isSettled) retries.stop()
      else retries.start()
      return isSettled
    },
    stop: retries.stop,
  }
}

// To wait for a reader as long as for a lock would hold up all that is to be written.
function emptyLog(db: DatabaseSync, patienceMs: number): boolean {
  const timeout = numberField(db.prepare('PRAGMA busy_timeout').get(), 'timeout') ?? 0
  db.exec(`PRAGMA busy_timeout = ${Math.min(timeout, patienceMs)}`)
  try {
    return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
  } catch {
    // What was written is committed all the same.
    return false
  } finally {
    db.exec(`PRAGMA busy_timeout = ${timeout}`)
  }
}

// secure_delete overwrites what is removed, but not the copies of rows that moving them to other pages has left behind.
function gathered(db: DatabaseSync): boolean {
  try {
    db.exec('VACUUM')
    return true
  } catch {
    return false
  }
}
