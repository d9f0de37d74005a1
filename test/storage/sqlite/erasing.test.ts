import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { readAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { freshFile, opened } from './folder.ts'

test('no byte of what was erased is left, in the file or in its log', async () => {
  const file = await freshFile()
  const store = opened(file)
  const other = opened(file)
  const names = Array.from({ length: 200 }, (_, index) => `person-${(index * 79) % 200}-mark`)
  for (let turn = 0; turn < 5; turn += 1) {
    await store.append(
      names.map((userId, index) => {
        const messages = [textMessage('user', `secret of ${userId} `.repeat(turn === 2 ? 300 : 5))]
        return sampleGeneration(`g${index}-${turn}`, { userId, conversationId: `c-${userId}`, tenantId: 't', messages })
      }),
    )
    await other.append(names.map((by, index) => ({ ...sampleFeedback(`f${index}-${turn}`, `g${index}-${turn}`), by })))
  }
  const gone = ['person-17-mark', 'person-100-mark', 'person-199-mark']
  for (const userId of gone) expect((await store.erase({ userId })).hidden).toBe(5)
  const bytes = Buffer.concat([await readFile(file), await readFile(`${file}-wal`)])
  expect(gone.filter((name) => bytes.includes(name))).toEqual([])
  expect(bytes.includes('person-18-mark')).toBe(true)
  expect((await readAll(other)).filter(({ type }) => type === 'generation')).toHaveLength(5 * 197)
})

test('the rest of a conversation is written anew, and is whole, for other handles and their next turns too', async () => {
  const file = await freshFile()
  const [store, other] = [opened(file), opened(file)]
  const turns = sampleConversation('a', 30, { conversationId: 'a' })
  await other.append(turns.slice(0, 20))
  await store.erase({ generationId: 'a-10' })
  await store.erase({ generationId: 'a-19' })
  await other.append(turns.slice(20))
  const generations = (await readAll(store)).filter(({ type }) => type === 'generation')
  expect(generations).toEqual(turns.filter(({ id }) => id !== 'a-10' && id !== 'a-19'))
})

test('an erasure that was copied from a store with the same key removes what it names', async () => {
  const key = { erasureKey: 'one key for all' }
  const [source, target] = [opened(await freshFile(), key), opened(await freshFile(), key)]
  const { erasure } = await source.erase({ userId: 'u1' })
  await target.append([sampleGeneration('g1', { userId: 'u1' }), sampleFeedback('f1', 'g1')])
  await target.append([erasure])
  await target.append([sampleGeneration('g2', { userId: 'u1' })])
  // Nothing says that the feedback is about the erased: its id is in no list.
  expect((await readAll(target)).map(({ id }) => id)).toEqual(['f1', erasure.id])
})

test('rows that were erased are gone from the table, and the table is in order', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append(sampleConversation('a', 50, { conversationId: 'a', userId: 'u1' }))
  await store.append(sampleConversation('b', 50, { conversationId: 'b', userId: 'u2' }))
  await store.erase({ userId: 'u1' })
  await store.close()
  const db = new DatabaseSync(file)
  expect(db.prepare('SELECT count(*) AS rows FROM events').get()).toEqual({ rows: 51 })
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  db.close()
})

test('what a reader of another program still needs is pending, holds up no write, and goes once it is done', async () => {
  const file = await freshFile()
  const store = opened(file)
  await store.append([sampleGeneration('g1', { userId: 'person-1-mark' }), sampleGeneration('g2')])
  const db = new DatabaseSync(file)
  db.exec('BEGIN')
  db.prepare('SELECT count(*) FROM events').get()
  expect(await store.erase({ userId: 'person-1-mark' })).toMatchObject({ hidden: 1, rewritten: 0, pending: 1 })
  expect((await readAll(store)).map(({ type }) => type)).toEqual(['generation', 'erasure'])
  const began = performance.now()
  await store.append([sampleGeneration('g3')])
  expect(performance.now() - began).toBeLessThan(5_000)
  db.close()
  // By itself: nothing is written any more.
  const bytes = async (): Promise<Buffer> => Buffer.concat([await readFile(file), await readFile(`${file}-wal`)])
  await expect.poll(async () => (await bytes()).includes('person-1-mark'), { timeout: 10_000 }).toBe(false)
})
