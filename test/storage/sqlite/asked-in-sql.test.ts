import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { sqliteStore } from '../../../src/storage/sqlite/index.ts'
import { sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { freshFile } from './folder.ts'

test('the question that the documentation asks has the answer that it promises', async () => {
  const guide = await readFile(new URL('../../../docs/stores.md', import.meta.url), 'utf8')
  const question = /```sql\n([^`]+)```/.exec(guide)?.[1] ?? ''
  const file = await freshFile()
  const store = sqliteStore(file)
  const turn = (id: string, userId: string, conversationId: string) => sampleGeneration(id, { userId, conversationId })
  await store.append([turn('g1', 'user-17', 'c1'), turn('g2', 'user-17', 'c1'), turn('g3', 'user-18', 'c2')])
  await store.close()
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare(question).all()
  database.close()
  expect(rows).toEqual([{ conversation_id: 'c1', calls: 2, latest: '2026-01-31 12:00:00' }])
})
