import * as sqlite from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { createDecoder } from '../../../src/storage/codec/decoder.ts'
import { openToWrite } from '../../../src/storage/sqlite/connection.ts'
import { pageOf } from '../../../src/storage/sqlite/pages.ts'
import { createWriter } from '../../../src/storage/sqlite/writer.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'

// What cannot be brought about, or counted, from outside of the thread.

function openWriter() {
  const settings = {
    file: ':memory:',
    durability: 'process',
    secret: undefined,
    busyTimeoutMs: 0,
    erasesHere: true,
  } as const
  const { db } = openToWrite(sqlite, settings)
  onTestFinished(() => db.close())
  return { db, writer: createWriter(db, settings) }
}

function idsIn(db: sqlite.DatabaseSync): readonly unknown[] {
  return db
    .prepare('SELECT id FROM events ORDER BY sequence')
    .all()
    .map(({ id }) => id)
}

test('a transaction that finds no room is undone, and what follows does not build on it', async () => {
  const { db, writer } = openWriter()
  const turns = sampleConversation('a', 4, { conversationId: 'a' })
  await writer.append([turns.slice(0, 1)])
  const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count'])
  db.exec(`PRAGMA max_page_count = ${pages}`)
  const big = sampleGeneration('big', { metadata: { text: 'x'.repeat(50_000) } })
  await expect(writer.append([turns.slice(1, 2), [big]])).rejects.toThrow(/full/)
  db.exec('PRAGMA max_page_count = 100000')
  await writer.append([turns.slice(2)])
  expect(idsIn(db)).toEqual(['a-0', 'a-2', 'a-3'])
  const decoder = createDecoder()
  const { rows } = pageOf(db, 'test', { after: 0, last: 9, wanted: {} })
  const records = rows.map((row) => (row.ok ? decoder.decode(JSON.parse(row.body)) : row))
  expect(records).toEqual([0, 2, 3].map((turn) => ({ ok: true, record: turns[turn] })))
})

test('a conversation takes as much room as its transcript, not as all of its histories', async () => {
  const { db, writer } = openWriter()
  const turns = sampleConversation('a', runs(200, 2_000), { conversationId: 'a' })
  await writer.append([turns])
  const bodies = db.prepare('SELECT max(length(body)) AS longest FROM events').get()
  expect(Number(bodies?.['longest'])).toBeLessThan(1_000)
})
