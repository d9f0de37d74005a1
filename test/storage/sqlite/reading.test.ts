import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { readAll, scanAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleFeedback, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { freshFile, opened } from './folder.ts'

test('a shard has whole conversations, and always the same ones', async () => {
  const file = await freshFile()
  const store = opened(file)
  const named = Array.from({ length: 12 }, (_, index) =>
    sampleConversation(`n${index}`, 6, { conversationId: `${index}` }),
  )
  const nameless = Array.from({ length: 12 }, (_, index) => sampleConversation(`x${index}`, 6))
  const conversations = [...named, ...nameless]
  for (let turn = 0; turn < 6; turn += 1)
    await store.append(conversations.flatMap((turns) => turns.slice(turn, turn + 1)))
  const shards: string[][] = []
  for (const index of [0, 1, 2]) {
    const scanned = await scanAll(opened(file), { shard: { index, count: 3 } })
    const names = new Set(scanned.map(({ event }) => event.id.split('-')[0] ?? ''))
    expect(scanned).toHaveLength(names.size * 6)
    shards.push([...names])
  }
  expect(shards.flat()).toHaveLength(24)
  expect(shards.every((names) => names.length > 0)).toBe(true)
})

test('reading goes on in pages, also when the log grows meanwhile, and ends where it stood', async () => {
  const store = opened(await freshFile())
  await store.append(Array.from({ length: 1_200 }, (_, index) => sampleGeneration(`g${index}`)))
  let count = 0
  for await (const event of store.read()) {
    if (count % 400 === 0) await store.append([sampleFeedback(`late-${count}`, event.id)])
    count += 1
  }
  expect(count).toBe(1_200)
  expect(await readAll(store)).toHaveLength(1_203)
})

test('events of unknown types are told apart by their kind, and those without an id are all kept', async () => {
  const store = opened(await freshFile())
  const other = (kind: string, id: string) =>
    ({ v: 1, type: 'other', id, kind, value: { v: 1, type: kind, ...(id === '' ? {} : { id }) } }) as const
  const events = [other('rain', 'x'), other('snow', 'x'), other('rain', ''), other('rain', '')]
  await store.append(events)
  await store.append(events.slice(0, 2))
  expect(await readAll(store)).toEqual(events)
})

test('an event is kept once, as it came first, and what builds on it is whole', async () => {
  const store = opened(await freshFile())
  const turns = sampleConversation('a', 3, { conversationId: 'a' })
  await store.append(turns.slice(0, 1))
  await store.append([sampleGeneration('a-0', { conversationId: 'a', answer: { role: 'assistant', parts: [] } })])
  await store.append(turns.slice(1))
  expect(await readAll(store)).toEqual(turns)
})

test('the columns are there for questions in SQL', async () => {
  const file = await freshFile()
  const store = opened(file, { durability: 'disk' })
  expect(store.capabilities.durability).toBe('disk')
  await store.append([sampleGeneration('g1', { userId: 'u1' }), sampleGeneration('g2', { userId: 'u2' })])
  const db = new DatabaseSync(file, { readOnly: true })
  const sql = `SELECT json_extract(body, '$.model.requested') AS model FROM events WHERE user_id = ?`
  expect(db.prepare(sql).get('u1')).toEqual({ model: 'model-a' })
  db.close()
})

test('a store in memory keeps, shows, forgets and ends', async () => {
  const store = opened(':memory:')
  const turns = sampleConversation('a', 3, { userId: 'u1' })
  await store.append(turns.slice(0, 2))
  store.appendSync?.(turns.slice(2))
  expect(await readAll(store)).toEqual(turns)
  expect((await store.erase({ userId: 'u1' })).hidden).toBe(3)
  expect((await readAll(store)).map(({ type }) => type)).toEqual(['erasure'])
  expect(store.capabilities).toMatchObject({ durability: 'memory', shared: false })
})
