import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
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
    damage: (id) => flipByte(dir, `"id":"${id}"`),
    dispose: () => rm(parent, { recursive: true }),
  }
}

async function flipByte(dir: string, mark: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const bytes = name.endsWith('.jsonl') ? await readFile(join(dir, name)) : Buffer.alloc(0)
    const place = bytes.indexOf(mark)
    if (place === -1) continue
    bytes[place + 2] = (bytes[place + 2] ?? 0) ^ 1
    await writeFile(join(dir, name), bytes)
  }
}
