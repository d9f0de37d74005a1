import { mkdtemp, rm } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { sqliteStore, type SqliteStoreOptions } from '../../../src/storage/sqlite/index.ts'
import type { Store } from '../../../src/index.ts'

// A thread compiles the sources anew.
enableCompileCache()

/** A file that does not exist yet, in a folder of its own that goes with the test. */
export async function freshFile(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return join(parent, 'log', 'finetap.sqlite')
}

/** A store that is closed with the test. */
export function opened(file: string, options?: SqliteStoreOptions): Store {
  const store = sqliteStore(file, options)
  onTestFinished(() => store.close())
  return store
}
