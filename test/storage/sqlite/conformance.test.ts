import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { sqliteStore } from '../../../src/storage/sqlite/index.ts'
import { testStore, type StorePlace } from '../../../src/testing/index.ts'

// A thread compiles the sources anew.
enableCompileCache()

testStore({ name: 'sqliteStore', create: createDatabase }, { describe, test: test.concurrent })

async function createDatabase(): Promise<StorePlace> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  const file = join(parent, 'log', 'finetap.sqlite')
  return {
    store: sqliteStore(file),
    reopen: () => sqliteStore(file),
    damage: (id) => flipByte(file, `"id":"${id}"`),
    dispose: () => rm(parent, { recursive: true }),
  }
}

async function flipByte(file: string, mark: string): Promise<void> {
  const bytes = await readFile(file)
  const place = bytes.indexOf(mark)
  bytes[place + 2] = (bytes[place + 2] ?? 0) ^ 1
  await writeFile(file, bytes)
}
