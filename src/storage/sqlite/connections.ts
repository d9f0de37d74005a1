import type { DatabaseSync } from 'node:sqlite'
import { FinetapError } from '../../core/errors.ts'
import { isInPlace, openToRead, openToWrite, type Connection, type SqliteModule } from './connection.ts'
import { missingError, reasonOf } from './errors.ts'
import { ensureFile, fileAt, IN_MEMORY, refuseForeignLink } from './place.ts'
import type { Settings } from './protocol.ts'
import { createWriter, type Writer } from './writer.ts'

/** The open databases of a thread: opened when they are needed, and anew when the file was replaced. */
export type Connections = {
  readonly toWrite: () => Promise<Writer>
  /** One of its own, so that a page is read while others write. */
  readonly toRead: () => Promise<DatabaseSync>
  readonly close: () => Promise<void>
}

type Writing = Connection & { readonly writer: Writer }

export function createConnections(settings: Settings): Connections {
  const { file } = settings
  let writing: Writing | undefined
  let reading: Connection | undefined

  async function openedToWrite(): Promise<Writing> {
    if (writing !== undefined && isInPlace(writing, file)) return writing
    await writing?.writer.close()
    writing = undefined
    if (file !== IN_MEMORY) await ensureFile(file)
    const connection = openToWrite(await loadSqlite(), settings)
    try {
      writing = { ...connection, writer: createWriter(connection.db, settings) }
      return writing
    } catch (error) {
      connection.db.close()
      throw error
    }
  }

  return {
    toWrite: async () => (await openedToWrite()).writer,
    async toRead() {
      if (file === IN_MEMORY) return (await openedToWrite()).db
      if (reading !== undefined && isInPlace(reading, file)) return reading.db
      reading?.db.close()
      reading = undefined
      refuseForeignLink(file, 'source_unreadable')
      if (fileAt(file) === undefined) throw missingError(file)
      reading = openToRead(await loadSqlite(), settings)
      return reading.db
    },
    async close() {
      reading?.db.close()
      await writing?.writer.close()
      reading = undefined
      writing = undefined
    },
  }
}

// Not at the top: where there is no such module, the thread still has to say so.
async function loadSqlite(): Promise<SqliteModule> {
  try {
    return await import('node:sqlite')
  } catch (cause) {
    throw sqliteMissing(reasonOf(cause))
  }
}

export function sqliteMissing(why: string): FinetapError {
  return new FinetapError('peer_missing', {
    what: `Node ${process.version} has no node:sqlite`,
    why,
    fix: 'run Node 22.13 or later, without --no-experimental-sqlite; or use jsonlStore',
  })
}
