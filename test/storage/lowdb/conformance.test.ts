import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { lowdbStore } from '../../../src/storage/lowdb/index.ts'
import { testStore, type StorePlace } from '../../../src/testing/index.ts'

testStore({ name: 'lowdbStore', create: createDocument }, { describe, test })

async function createDocument(): Promise<StorePlace> {
  const parent = await mkdtemp(join(tmpdir(), 'finetap-'))
  const file = join(parent, 'data', 'chats.json')
  return {
    store: lowdbStore(file),
    reopen: () => lowdbStore(file),
    // As a person who edits the document might do.
    async damage(id) {
      const text = await readFile(file, 'utf8')
      const place = text.lastIndexOf('"v": 1', text.indexOf(`"id": "${id}"`))
      await writeFile(file, `${text.slice(0, place)}"v": "one"${text.slice(place + 6)}`)
    },
    dispose: () => rm(parent, { recursive: true }),
  }
}
