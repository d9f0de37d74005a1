import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { jsonlStore, type JsonlStoreOptions } from '../../src/storage/jsonl/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { testStore, type StorePlace } from '../../src/testing/index.ts'

testStore({ name: 'memoryStore', create: () => ({ store: memoryStore() }) }, { describe, test })
testStore({ name: 'jsonlStore', create: () => createLog({}) }, { describe, test })
testStore({ name: 'jsonlStore, small segments', create: () => createLog({ segmentBytes: 2_000 }) }, { describe, test })

async function createLog(options: JsonlStoreOptions): Promise<StorePlace> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  const dir = join(parent, 'log')
  return {
    store: jsonlStore(dir, options),
    reopen: () => jsonlStore(dir, options),
    dispose: () => rm(parent, { recursive: true }),
  }
}
