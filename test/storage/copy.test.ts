import fc from 'fast-check'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { FinetapError } from '../../src/core/errors.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import type { Store } from '../../src/core/store.ts'
import { copyEvents, type CopyCounts } from '../../src/storage/index.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { lowdbStore } from '../../src/storage/lowdb/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { sqliteStore } from '../../src/storage/sqlite/index.ts'
import { readAll } from '../../src/testing/store/place.ts'
import {
  sampleConversation,
  sampleFeedback,
  sampleGeneration,
  sampleUnknown,
  WILD_TEXTS,
} from '../../src/testing/store/sample-events.ts'
import { runs } from '../support/runs.ts'

const opened: { readonly store: Store; readonly folder: string }[] = []

afterEach(async () => {
  for (const { store, folder } of opened.splice(0)) {
    await store.close()
    await rm(folder, { recursive: true })
  }
})

async function newStore(kind: 'memory' | 'jsonl' | 'lowdb' | 'sqlite'): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'finetap-copy-'))
  const store = openIn(folder, kind)
  opened.push({ store, folder })
  return store
}

function openIn(folder: string, kind: 'memory' | 'jsonl' | 'lowdb' | 'sqlite'): Store {
  switch (kind) {
    case 'memory':
      return memoryStore()
    case 'jsonl':
      return jsonlStore(join(folder, 'log'), { segmentBytes: 20_000 })
    case 'lowdb':
      return lowdbStore(join(folder, 'chats.json'))
    case 'sqlite':
      return sqliteStore(join(folder, 'chats.sqlite'))
  }
}

const newLog = (): Promise<Store> => newStore('jsonl')

async function holding(store: Store, events: readonly LogEvent[]): Promise<Store> {
  for (const event of events) await store.append([event])
  return store
}

const EVENTS: readonly LogEvent[] = [
  ...sampleConversation('a', 20, { conversationId: 'a' }),
  sampleFeedback('f1', 'a-1'),
  sampleUnknown('u1'),
  sampleGeneration('wild', { metadata: Object.fromEntries(WILD_TEXTS.map((text) => [text, text])) }),
  { v: 1, type: 'review', id: 'r1', at: '2026-01-31T12:00:00.000Z', target: { generationId: 'a-2' }, decision: 'flag' },
]

/** Takes everything, and then says that it died: a crash behind an append, before its cursor was kept. */
function dyingAfter(store: Store, appends: number): Store {
  let left = appends
  return {
    ...store,
    async append(events) {
      await store.append(events)
      left -= 1
      if (left === 0) throw new FinetapError('store_failed', { what: 'The process died', fix: 'run it again' })
    },
  }
}

/** Copies until the target dies, and gives the last cursor that was told. */
async function copyUntilDeath(from: Store, to: Store, batch: number, appends: number): Promise<string | undefined> {
  let cursor: string | undefined
  const copying = copyEvents({
    from,
    to: dyingAfter(to, appends),
    batch,
    onProgress: (progress) => (cursor = progress.cursor),
  })
  await expect(copying).rejects.toMatchObject({ code: 'store_failed' })
  return cursor
}

describe('a copy', () => {
  test.for([
    ['memory', 'jsonl'],
    ['jsonl', 'memory'],
    ['jsonl', 'jsonl'],
    ['jsonl', 'sqlite'],
    ['sqlite', 'lowdb'],
    ['lowdb', 'jsonl'],
  ] as const)('equals the original: %s to %s', async ([one, other]) => {
    const from = await newStore(one)
    await from.append(EVENTS)
    const to = await newStore(other)
    const told: CopyCounts[] = []
    const result = await copyEvents({ from, to, batch: 7, onProgress: (progress) => told.push(progress) })
    expect(await readAll(to)).toEqual(EVENTS)
    expect(result).toMatchObject({ complete: true, copied: 24, skipped: 0, refused: 0, damages: 0 })
    expect(result.byType).toEqual({ generation: 21, feedback: 1, other: 1, review: 1 })
    expect(told.map(({ copied }) => copied)).toEqual([7, 14, 21, 24])
    expect(told.at(-1)?.cursor).toBe(result.cursor)
  })

  test('goes on where it stopped, and finds what is new since', async () => {
    const from = await holding(await newLog(), EVENTS)
    const to = await newLog()
    const first = await copyEvents({ from, to })
    await from.append([sampleGeneration('new')])
    const second = await copyEvents({ from, to, after: first.cursor })
    expect(second).toMatchObject({ copied: 1, skipped: 0 })
    expect(await readAll(to)).toEqual([...EVENTS, sampleGeneration('new')])
    expect(await copyEvents({ from, to, after: second.cursor })).toMatchObject({ copied: 0, cursor: second.cursor })
  })

  test('that died between an append and its cursor has nothing twice when it is run again', async () => {
    const from = await holding(await newLog(), EVENTS)
    for (const appends of [1, 2, 3]) {
      const to = await newLog()
      const cursor = await copyUntilDeath(from, to, 9, appends)
      const result = await copyEvents({ from, to, after: cursor, batch: 5 })
      expect(result).toMatchObject({ skipped: Math.min(9, 24 - 9 * (appends - 1)), complete: true })
      expect(await readAll(to)).toEqual(EVENTS)
    }
  })

  test('run again from the beginning has nothing twice', async () => {
    const from = await holding(await newLog(), EVENTS)
    const to = await newLog()
    await copyEvents({ from, to, batch: 3 })
    expect(await copyEvents({ from, to, batch: 11 })).toMatchObject({ copied: 0, skipped: 24 })
    expect(await copyEvents({ from: to, to })).toMatchObject({ copied: 0, skipped: 24 })
    expect(await readAll(to)).toEqual(EVENTS)
  })

  test('equals the original, wherever and however often it was stopped', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(EVENTS.length - 1), { maxLength: 20 }),
      fc.array(fc.record({ batch: fc.integer({ min: 1, max: 8 }), appends: fc.integer({ min: 1, max: 3 }) }), {
        maxLength: 4,
      }),
      async (chosen, deaths) => {
        const events = [...new Set(chosen)].flatMap((index) => EVENTS.slice(index, index + 1))
        const from = await holding(memoryStore(), events)
        const to = memoryStore()
        let after: string | undefined
        for (const { batch, appends } of deaths) {
          await copyEvents({
            from,
            to: dyingAfter(to, appends),
            batch,
            after,
            onProgress: ({ cursor }) => (after = cursor),
          }).catch(() => undefined)
        }
        await copyEvents({ from, to, after })
        expect(await readAll(to)).toEqual(events)
      },
    )
    await fc.assert(property, { numRuns: runs(150, 2_000) })
  })

  test('passes by what the target refuses, and says what and why', async () => {
    const value = { v: 1, type: 'segment', id: 'u9' }
    const unknown: LogEvent = { v: 1, type: 'other', id: 'u9', kind: 'segment', value }
    const events = [...EVENTS.slice(0, 5), unknown, ...EVENTS.slice(5)]
    const to = await newLog()
    // As of a store that asks less of an event.
    const from: Store = {
      ...memoryStore(),
      async *scan() {
        for (const [index, event] of events.entries()) yield { event, cursor: String(index) }
      },
    }
    const result = await copyEvents({ from, to })
    expect(result).toMatchObject({ copied: 24, refused: 1 })
    expect(result.refusals).toEqual([
      { type: 'other', id: 'u9', why: expect.stringContaining('of the type "segment"') },
    ])
    expect(await readAll(to)).toEqual(EVENTS)
  })

  test.for(['memory', 'jsonl', 'lowdb', 'sqlite'] as const)(
    'into %s brings nobody back whom the target has erased, says so, and takes the erasures along',
    async (kind) => {
      const from = await holding(await newLog(), [
        sampleGeneration('g1', { userId: 'u1' }),
        sampleGeneration('g2', { userId: 'u2' }),
        sampleGeneration('g3', { userId: 'u3' }),
      ])
      const to = await newStore(kind)
      await to.append([sampleGeneration('g0', { userId: 'u1' })])
      await to.erase({ userId: 'u1' })
      const { erasure } = await from.erase({ userId: 'u2' })
      const result = await copyEvents({ from, to })
      expect(result).toMatchObject({ copied: 2, forgotten: 1, byType: { generation: 1, erasure: 1 } })
      expect((await readAll(to, { types: ['generation'] })).map(({ id }) => id)).toEqual(['g3'])
      expect((await readAll(to, { types: ['erasure'] })).at(-1)).toEqual(erasure)
      expect(result.tombstones).toEqual({ [erasure.tombstone?.keyId ?? '']: 1 })
    },
  )

  test('stops behind the batch under way when its signal says so', async () => {
    const from = await holding(memoryStore(), EVENTS)
    const to = memoryStore()
    const controller = new AbortController()
    const stopping = copyEvents({
      from,
      to,
      batch: 4,
      signal: controller.signal,
      onProgress: ({ copied }) => copied === 8 && controller.abort(),
    })
    const stopped = await stopping
    expect(stopped).toMatchObject({ complete: false, copied: 8 })
    expect(await readAll(to)).toEqual(EVENTS.slice(0, 8))
    expect(await copyEvents({ from, to, signal: controller.signal })).toMatchObject({ complete: false, copied: 0 })
    await copyEvents({ from, to, after: stopped.cursor })
    expect(await readAll(to)).toEqual(EVENTS)
  })

  test('of a source that is not there says so; a batch must be a number', async () => {
    await expect(copyEvents({ from: await newLog(), to: memoryStore() })).rejects.toMatchObject({ code: 'log_missing' })
    const [from, to] = [memoryStore(), memoryStore()]
    await expect(copyEvents({ from, to, batch: 0 })).rejects.toMatchObject({ code: 'bad_option' })
  })
})
