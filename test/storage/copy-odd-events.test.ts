import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import type { Store } from '../../src/core/store.ts'
import { copyEvents } from '../../src/storage/index.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { generationIds, readAll } from '../../src/testing/store/place.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'

const KINDS = ['memory', 'jsonl', 'lowdb', 'sqlite'] as const

async function newStore(kind: (typeof KINDS)[number]): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-copy-'))
  const store = {
    memory: memoryStore,
    jsonl: () => jsonlStore(join(folder, 'log')),
    lowdb: () => lowdbStore(join(folder, 'chats.json')),
    sqlite: () => sqliteStore(join(folder, 'chats.sqlite')),
  }[kind]()
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  return store
}

function nameless(sky: string): LogEvent {
  return { v: 1, type: 'other', id: '', kind: 'weather', value: { v: 1, type: 'weather', sky } }
}

test.for(KINDS)('events without an id are in %s once, however often they are copied', async (kind) => {
  const from = memoryStore()
  const blue = nameless('blue')
  const events = [blue, nameless('grey'), sampleGeneration('g1'), nameless('dark')]
  await from.append(events)
  await from.append([blue])
  const to = await newStore(kind)
  for (const batch of [1, 2, 500]) {
    await copyEvents({ from, to, batch })
    expect(await readAll(to)).toEqual(events)
  }
  const more = memoryStore()
  await more.append([nameless('grey'), nameless('clear')])
  expect(await copyEvents({ from: more, to })).toMatchObject({ copied: 1, skipped: 1 })
  expect(await readAll(to)).toEqual([...events, nameless('clear')])
})

test('events with ids do not have a target read that knows them by these', async () => {
  const store = await newStore('sqlite')
  const asked: unknown[] = []
  const to: Store = {
    ...store,
    scan(options) {
      asked.push(options?.types)
      return store.scan(options)
    },
  }
  const from = memoryStore()
  await from.append([sampleGeneration('g1'), sampleGeneration('g2')])
  await copyEvents({ from, to, batch: 1 })
  expect(asked).toEqual([['erasure']])
})

test('an event that a log holds twice, as after an append that was tried again, arrives once', async () => {
  const from = await newStore('jsonl')
  const [one, other] = [sampleGeneration('g1'), sampleGeneration('g2')]
  await from.append([one, other])
  await from.append([one])
  const whole = await newStore('jsonl')
  expect(await copyEvents({ from, to: whole })).toMatchObject({ copied: 2, skipped: 1 })
  expect(await readAll(whole)).toEqual([one, other])

  const parts = await newStore('jsonl')
  let after: string | undefined
  for (let batch = 0; batch < 3; batch += 1) {
    const stopping = new AbortController()
    const onProgress = (): void => stopping.abort()
    const { signal } = stopping
    after = (await copyEvents({ from, to: parts, after, batch: 1, onProgress, signal })).cursor
  }
  expect(await readAll(parts)).toEqual([one, other])
})

test('an event that the source holds twice and the target has forgotten counts as forgotten each time', async () => {
  const from = memoryStore()
  const event = sampleGeneration('g1', { userId: 'u1' })
  await from.append([event, sampleGeneration('g2'), event])
  const to = await newStore('lowdb')
  await to.append([sampleGeneration('g0', { userId: 'u1' })])
  await to.erase({ userId: 'u1' })
  expect(await copyEvents({ from, to })).toMatchObject({ copied: 1, forgotten: 2 })
})

test.for(KINDS)('the first and the last moments that there are do not count as forgotten in %s', async (kind) => {
  const to = await newStore(kind)
  await to.append([sampleGeneration('g0', { userId: 'u1' })])
  await to.erase({ userId: 'u1' })
  for (const [index, startedAt] of ['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z'].entries()) {
    const from = memoryStore()
    await from.append([sampleGeneration(`odd${index}`, { startedAt })])
    expect(await copyEvents({ from, to })).toMatchObject({ copied: 1, forgotten: 0 })
  }
  expect(generationIds(await readAll(to)).toSorted()).toEqual(['odd0', 'odd1'])
})
