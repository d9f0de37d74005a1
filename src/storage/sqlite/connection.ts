import type * as Sqlite from 'node:sqlite'
import { fileAt, IN_MEMORY } from './place.ts'
import type { Settings } from './protocol.ts'
import { migrate } from './schema.ts'

type DatabaseSync = Sqlite.DatabaseSync

/** The module itself. */
export type SqliteModule = typeof Sqlite

/** An open database, and which file it was when it was opened. */
export type Connection = { readonly db: DatabaseSync; readonly opened: string | undefined }

const WAL_BYTES = 64 * 1_024 * 1_024

/** Throws at once, as all does here, while another process holds the database. */
export function openToWrite({ DatabaseSync }: SqliteModule, settings: Settings): Connection {
  const { file, durability } = settings
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    db.exec('PRAGMA journal_mode = WAL')
    db.exec(`PRAGMA synchronous = ${durability === 'disk' ? 'FULL' : 'NORMAL'}`)
    db.exec(`PRAGMA journal_size_limit = ${WAL_BYTES}`)
    db.exec('PRAGMA secure_delete = ON')
    inTransaction(db, () => migrate(db, file))
    return { db, opened: fileAt(file) }
  } catch (error) {
    db.close()
    throw error
  }
}

export function openToRead({ DatabaseSync }: SqliteModule, { file }: Settings): Connection {
  const opened = fileAt(file)
  return { db: new DatabaseSync(file, { timeout: 0, readOnly: true }), opened }
}

/** False when the file was removed or replaced: what is written then would be seen by nobody. */
export function isInPlace({ opened }: Connection, file: string): boolean {
  return file === IN_MEMORY || fileAt(file) === opened
}

/** Runs `body` under the lock of the writer. What it has done is undone when it throws. */
export function inTransaction<Result>(db: DatabaseSync, body: () => Result): Result {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = body()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
