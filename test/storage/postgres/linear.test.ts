import { describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { textMessage } from '../../../src/core/message.ts'
import type { Damage, ScanOptions, Store } from '../../../src/core/store.ts'
import { MIGRATIONS } from '../../../src/storage/postgres/migrations.ts'
import { namesOf } from '../../../src/storage/postgres/names.ts'
import { scanAll } from '../../../src/testing/store/place.ts'
import { sampleConversation, sampleGeneration } from '../../../src/testing/store/sample-events.ts'
import { runs } from '../../support/runs.ts'
import { newSchema, openStore, useServer } from './server.ts'

const server = useServer()
const C1 = { conversationId: 'c1' }

describe('a conversation that sends its history with each call', () => {
  test('takes at most 1.5 times its transcript', async () => {
    const { store, schema } = await openStore({ url: server().url })
    const turns = longConversation(100)
    await store.append(turns)
    await store.flush()
    expect((await bytesIn(schema)) / transcriptBytes(turns)).toBeLessThan(1.5)
    expect(await readout(store)).toEqual({ events: turns, damages: [] })
  })

  test('also where two servers take turns, each of which builds on what the other has sent', async () => {
    const { url } = server()
    const { store, schema } = await openStore({ url })
    const { store: other } = await openStore({ url, schema })
    const turns = longConversation(runs(24, 100))
    for (const [index, turn] of turns.entries()) {
      const turned = index % 2 === 0 ? store : other
      await turned.append([turn])
      await turned.flush()
    }
    expect((await bytesIn(schema)) / transcriptBytes(turns)).toBeLessThan(1.5)
    expect(await readout(other)).toEqual({ events: turns, damages: [] })
  })

  test('comes back whole behind any cursor, in any range, and whole into one shard', async () => {
    const { store } = await openStore({ url: server().url })
    const day = (number: number) => ({ startedAt: `2026-03-${String(number + 1).padStart(2, '0')}T00:00:00.000Z` })
    const turns = sampleConversation('a', 12, C1).map((turn, index) => ({ ...turn, ...day(index) }))
    const others = ['b', 'c', 'd'].flatMap((name) => sampleConversation(name, 3, { conversationId: name }))
    await store.append([...turns, ...others])
    const scanned = await scanAll(store)
    for (const index of [0, 5, 10]) {
      const fresh = await readout(store, { after: scanned[index]?.cursor ?? '' })
      expect(fresh).toEqual({ events: [...turns, ...others].slice(index + 1), damages: [] })
    }
    expect(await readout(store, { since: day(7).startedAt, until: day(9).startedAt })).toEqual({
      events: turns.slice(7, 9),
      damages: [],
    })
    const shards = await Promise.all([0, 1, 2].map((index) => readout(store, { shard: { index, count: 3 } })))
    expect(shards.flatMap(({ events }) => events).length).toBe(21)
    for (const { events } of shards) {
      const names = new Set(events.map(({ id }) => id.slice(0, 1)))
      expect(events.length).toBe([...names].reduce((sum, name) => sum + (name === 'a' ? 12 : 3), 0))
    }
  })
})

describe('an erasure', () => {
  test('of a call on which others build leaves these whole', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    const turns = sampleConversation('a', 6, C1)
    const again = { ...sampleGeneration('again', C1), request: turns[3]?.request ?? fail() }
    await store.append([...turns, again])
    await store.flush()
    expect(await basesIn(schema)).toEqual({
      'a-0': null,
      'a-1': 'a-0',
      'a-2': 'a-1',
      'a-3': 'a-2',
      'a-4': 'a-3',
      'a-5': 'a-4',
      again: 'a-3',
    })
    expect((await store.erase({ generationId: 'a-3' })).hidden).toBe(1)
    const left = [...turns.filter(({ id }) => id !== 'a-3'), again]
    expect(await readout(store, { types: ['generation'] })).toEqual({ events: left, damages: [] })
    expect(await basesIn(schema)).toMatchObject({ 'a-4': null, 'a-5': 'a-4', again: null })
    // One that is appended, to a store that knows nothing of them yet.
    const { store: other } = await openStore({ url, schema })
    const at = new Date().toISOString()
    await other.append([{ v: 1, type: 'erasure', id: 'e', at, targets: ['a-0', 'a-4'] }])
    await other.flush()
    const rest = left.filter(({ id }) => id !== 'a-0' && id !== 'a-4')
    expect(await readout(store, { types: ['generation'] })).toEqual({ events: rest, damages: [] })
    const { rows } = await (await client()).query(`SELECT 1 FROM ${schema}.events WHERE id IN ('a-0', 'a-3', 'a-4')`)
    expect(rows).toEqual([])
  })

  test('of a conversation of many pages leaves what others build on it, and nothing else', async () => {
    const { store, schema } = await openStore({ url: server().url })
    const turns = sampleConversation('a', 250, { ...C1, userId: 'u1' })
    const heir = { ...sampleGeneration('heir', C1), request: turns[120]?.request ?? fail() }
    await store.append([...turns, heir])
    expect((await store.erase({ userId: 'u1' })).rewritten).toBe(250)
    expect(await readout(store, { types: ['generation'] })).toEqual({ events: [heir], damages: [] })
    expect(await basesIn(schema)).toMatchObject({ heir: null })
  })

  test('in the middle of a read is no damage', async () => {
    const { url } = server()
    const { store, schema } = await openStore({ url })
    const turns = sampleConversation('a', 3, C1)
    await store.append([...turns.slice(0, 2), sampleGeneration('between'), ...turns.slice(2)])
    const [, second] = await scanAll(store)
    const damages: Damage[] = []
    const { store: reading } = await openStore({ url, schema })
    const ids: string[] = []
    for await (const { event } of reading.scan({
      after: second?.cursor ?? '',
      onDamage: (damage) => damages.push(damage),
    })) {
      ids.push(event.id)
      if (event.id === 'between') await store.erase({ generationId: 'a-1' })
    }
    expect({ ids, damages }).toEqual({ ids: ['between', 'a-2'], damages: [] })
  })
})

describe('a base', () => {
  test('lies in the month of what builds on it: a month can be dropped', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    const turns = sampleConversation('a', 6, C1).map((turn, index) => ({
      ...turn,
      startedAt: index < 3 ? `2026-01-31T23:59:5${index}.000Z` : `2026-02-01T00:00:0${index}.000Z`,
    }))
    await store.append(turns)
    await store.flush()
    expect(await basesIn(schema)).toMatchObject({ 'a-2': 'a-1', 'a-3': null, 'a-4': 'a-3' })
    await (await client()).query(`DROP TABLE ${schema}.events_2026_01`)
    const { store: fresh } = await openStore({ url, schema })
    expect(await readout(fresh)).toEqual({ events: turns.slice(3), damages: [] })
    const [next] = sampleConversation('a', 7, C1).slice(-1)
    await fresh.append([{ ...(next ?? fail()), startedAt: '2026-01-31T23:59:59.000Z' }])
    await fresh.flush()
    expect(await basesIn(schema)).toMatchObject({ 'a-6': null })
  })

  test('that is missing is told, and nothing is guessed', async () => {
    const { url, client } = server()
    const { store, schema } = await openStore({ url })
    const turns = sampleConversation('a', 4, C1)
    await store.append([...turns, sampleGeneration('other')])
    await store.flush()
    await (await client()).query(`DELETE FROM ${schema}.events WHERE id = 'a-1'`)
    const { store: fresh } = await openStore({ url, schema })
    const { events, damages } = await readout(fresh)
    expect(events.map(({ id }) => id)).toEqual(['a-0', 'other'])
    expect(damages).toMatchObject([{ reason: 'missing_base' }, { reason: 'missing_base' }])
    expect(damages[0]?.detail).toContain('a-1')
  })

  test('is never a row that was given once more with another content', async () => {
    const { store } = await openStore({ url: server().url })
    const [first = fail(), second = fail()] = sampleConversation('a', 2, C1)
    await store.append([{ ...first, request: { messages: [textMessage('user', 'Something else')] } }])
    await store.flush()
    await store.append([first, second])
    const { events, damages } = await readout(store)
    expect(events.slice(1)).toEqual([second])
    expect(damages).toEqual([])
  })
})

test('tables of the first version are brought up to date, and their rows stay as they are', async () => {
  const { url, client } = server()
  const schema = newSchema()
  const admin = await client()
  await admin.query(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.migrations (version integer PRIMARY KEY, at timestamptz NOT NULL);
    ${MIGRATIONS[0]?.(namesOf(schema))}; INSERT INTO ${schema}.migrations VALUES (1, now())`)
  const old = sampleConversation('a', 3, C1).map((turn) => ({
    ...turn,
    request: { ...turn.request, base: { id: 'a-0', count: 1 } },
  }))
  for (const [seq, turn] of old.entries()) {
    await admin.query(
      `INSERT INTO ${schema}.events (tx, seq, at, type, id, body)
       VALUES (pg_current_xact_id()::text::bigint, ${seq}, $1, 'generation', $2, $3)`,
      [turn.startedAt, turn.id, JSON.stringify(turn)],
    )
  }
  const { store } = await openStore({ url, schema })
  const more = sampleConversation('a', 6, C1).slice(3)
  await store.append(more)
  expect(await readout(store)).toEqual({ events: [...old, ...more], damages: [] })
  expect(await basesIn(schema)).toMatchObject({ 'a-2': null, 'a-3': null, 'a-4': 'a-3' })
})

function longConversation(turns: number): readonly Generation[] {
  const text = (turn: number) => Array.from({ length: 40 }, (_, word) => `word ${turn}.${word}`).join(' ')
  const history = [textMessage('system', 'You are kind.')]
  return Array.from({ length: turns }, (_, turn) => {
    history.push(textMessage('user', text(turn)))
    const answer = textMessage('assistant', text(turn + 0.5))
    const tools = [{ name: 'search', description: text(0), parameters: { type: 'object' } }]
    const generation = sampleGeneration(`l-${turn}`, { ...C1, messages: [...history], answer, request: { tools } })
    history.push(answer)
    return generation
  })
}

function transcriptBytes(turns: readonly Generation[]): number {
  const last = turns.at(-1)
  return Buffer.byteLength(JSON.stringify([...(last?.request.messages ?? []), ...(last?.response.messages ?? [])]))
}

async function bytesIn(schema: string): Promise<number> {
  const { rows } = await (
    await server().client()
  ).query(`SELECT sum(octet_length(body)) AS bytes FROM ${schema}.events`)
  return Number(rows[0]?.bytes)
}

/** On which row each generation builds, by their ids. */
async function basesIn(schema: string): Promise<unknown> {
  const { rows } = await (
    await server().client()
  ).query(`SELECT id, base FROM ${schema}.events WHERE type = 'generation'`)
  return Object.fromEntries(rows.map(({ id, base }) => [id, base]))
}

async function readout(store: Store, options: ScanOptions = {}) {
  const damages: Damage[] = []
  const scanned = await scanAll(store, { ...options, onDamage: (damage) => damages.push(damage) })
  return { events: scanned.map(({ event }) => event), damages }
}

function fail(): never {
  throw new Error('there is no such turn')
}
