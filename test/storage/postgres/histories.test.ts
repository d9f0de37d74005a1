import { describe, expect, test } from 'vitest'
import type { LogEvent } from '../../../src/core/log-event.ts'
import type { Message } from '../../../src/core/message.ts'
import type { Damage, ScanOptions, Store } from '../../../src/core/store.ts'
import { createDatabase, type Connection, type Database } from '../../../src/storage/postgres/connect.ts'
import { createErased } from '../../../src/storage/postgres/erased.ts'
import { namesOf } from '../../../src/storage/postgres/names.ts'
import { pagesOf } from '../../../src/storage/postgres/pages.ts'
import { createReader } from '../../../src/storage/postgres/reader.ts'
import { scanAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { idsOf, idsOfAll, openStore, useServer } from './server.ts'

const server = useServer()
const C1 = { conversationId: 'c1' }
/** Of so many values a reader does not remember the history: it is larger than all that it remembers. */
const LARGE = 2_200_000

describe('a history that is larger than what a reader remembers', () => {
  test('is read whole, and outlives an erasure in its midst', async () => {
    const { store, schema } = await openStore({ url: server().url })
    const sheet: Message = { role: 'user', parts: [{ type: 'other', kind: 'sheet', value: ['values'] }] }
    const turns = sampleConversation('a', 3, C1)
    await store.append(turns.map((turn) => ({ ...turn, request: { messages: [sheet, ...turn.request.messages] } })))
    await store.flush()
    await (
      await server().client()
    ).query(`UPDATE ${schema}.events SET body = replace(body, '"values"', repeat('"",', ${LARGE - 1}) || '""')`)
    const size = (messages: number) => ({ values: LARGE, messages })
    expect(await sizesOf(store)).toEqual({ 'a-0': size(3), 'a-1': size(5), 'a-2': size(7) })
    expect(await store.erase({ generationId: 'a-1' })).toMatchObject({ hidden: 1, rewritten: 1, pending: 0 })
    expect(await sizesOf(store)).toEqual({ 'a-0': size(3), 'a-2': size(7) })
  })
})

test('what only a damaged history builds on is hidden, and kept until the damage is mended', async () => {
  const { url, client } = server()
  const { store, schema } = await openStore({ url })
  const admin = await client()
  const turns = sampleConversation('a', 6, C1).map((turn, index) =>
    index === 2 || index === 3 ? { ...turn, userId: 'u1' } : turn,
  )
  const [first = fail(), last = fail()] = [turns[0], turns[5]]
  await store.append(turns.slice(0, 5))
  await store.flush()
  await admin.query(`CREATE TABLE ${schema}.saved AS SELECT * FROM ${schema}.events WHERE id = 'a-1'`)
  await admin.query(`DELETE FROM ${schema}.events WHERE id = 'a-1'`)
  const { store: fresh } = await openStore({ url, schema })
  expect(await fresh.erase({ userId: 'u1' })).toMatchObject({ hidden: 2, rewritten: 0, pending: 2 })
  await fresh.append([last])
  expect(await readout(fresh, { types: ['generation'] })).toMatchObject({
    events: [first, last],
    damages: [{ reason: 'missing_base' }, { reason: 'missing_base' }, { reason: 'missing_base' }],
  })
  await admin.query(`INSERT INTO ${schema}.events SELECT * FROM ${schema}.saved`)
  const { store: mended } = await openStore({ url, schema })
  const left = { events: [first, turns[1], turns[4], last], damages: [] }
  expect(byId(await readout(mended, { types: ['generation'] }))).toEqual(left)
  expect(await mended.erase({ userId: 'u1' })).toMatchObject({ hidden: 0, pending: 0 })
  expect(byId(await readout(mended, { types: ['generation'] }))).toEqual(left)
  const { rows } = await admin.query(`SELECT id FROM ${schema}.events WHERE type = 'generation' ORDER BY id`)
  expect(rows.map(({ id }) => id)).toEqual(['a-0', 'a-1', 'a-4', 'a-5'])
})

describe('a page', () => {
  test('asks at once for all that its rows build on', async () => {
    const { url } = server()
    const { store, schema } = await openStore({ url })
    const names = Array.from({ length: 60 }, (_, index) => `n${index}`)
    const conversations = names.map((name) => sampleConversation(name, 4, { conversationId: name }))
    const rounds = [0, 1, 2, 3].map((turn) => conversations.flatMap((turns) => turns[turn] ?? []))
    await store.append(rounds.flat())
    const middle = (await scanAll(store)).at(119)?.cursor ?? ''
    const { database, statements } = counting(url)
    const reader = createReader(database, namesOf(schema), createErased(namesOf(schema), undefined))
    const events: LogEvent[] = []
    for await (const { event } of reader.scan({ after: middle })) events.push(event)
    await database.end()
    expect(events).toEqual([...(rounds[2] ?? []), ...(rounds[3] ?? [])])
    expect(statements()).toBeLessThan(15)
  })

  test('ends where its rows are large', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    const events = Array.from({ length: 9 }, (_, index) =>
      sampleGeneration(`g${index}`, { conversationId: `${index}` }),
    )
    await store.append(events)
    await store.flush()
    await (
      await client()
    ).query(`UPDATE ${schema}.events SET body = replace(body, '"Answer ', '"' || repeat('y', 1500000))`)
    const database = createDatabase(url)
    const extent = { position: { tx: '-1', seq: '0' }, fence: '9223372036854775807', options: {} }
    const pages: unknown[] = []
    for await (const page of pagesOf(database, namesOf(schema), extent)) pages.push(page.map(({ id }) => id))
    await database.end()
    expect(pages).toEqual([
      ['g0', 'g1', 'g2'],
      ['g3', 'g4', 'g5'],
      ['g6', 'g7', 'g8'],
    ])
    expect(await idsOf(store)).toEqual(idsOfAll(events))
  })
})

function counting(url: string) {
  const database = createDatabase(url)
  let statements = 0
  function counted<Result>(body: (connection: Connection) => Promise<Result>) {
    return (connection: Connection): Promise<Result> =>
      body({
        query(text, values) {
          statements += 1
          return connection.query(text, values)
        },
      })
  }
  const wrapped: Database = {
    use: (body) => database.use(counted(body)),
    transaction: (body) => database.transaction(counted(body)),
    end: database.end,
  }
  return { database: wrapped, statements: () => statements }
}

function byId({ events, damages }: { readonly events: readonly LogEvent[]; readonly damages: readonly Damage[] }) {
  return { events: events.toSorted((one, other) => (one.id < other.id ? -1 : 1)), damages }
}

/** How many values and messages the request of each generation has. */
async function sizesOf(store: Store): Promise<unknown> {
  const { events, damages } = await readout(store, { types: ['generation'] })
  expect(damages).toEqual([])
  const sizes = events.map((event): [string, unknown] => {
    const { messages } = event.type === 'generation' ? event.request : fail()
    const [part] = messages[0]?.parts ?? []
    const values = part?.type === 'other' && Array.isArray(part.value) ? part.value.length : 0
    return [event.id, { values, messages: messages.length }]
  })
  return Object.fromEntries(sizes)
}

async function readout(store: Store, options: ScanOptions = {}) {
  const damages: Damage[] = []
  const scanned = await scanAll(store, { ...options, onDamage: (damage) => damages.push(damage) })
  return { events: scanned.map(({ event }) => event), damages }
}

function fail(): never {
  throw new Error('there is no such call')
}
