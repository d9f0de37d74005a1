import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogEvent } from '../../src/core/log-event.ts'
import type { LateRefusal, Store } from '../../src/core/store.ts'
import { copyEvents } from '../../src/storage/index.ts'
import { batchesOf } from '../../src/storage/copy/batches.ts'
import { createDelivery, type DeliveryLimits } from '../../src/storage/copy/delivery.ts'
import { createTally, type CopyCounts } from '../../src/storage/copy/tally.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { readAll } from '../../src/testing/store/place.ts'
import { sampleFeedback, sampleGeneration } from '../../src/testing/store/sample-events.ts'
import { runs } from '../support/runs.ts'

type Copying = { readonly from: Store; readonly to: Store; readonly batch: number; readonly limits: DeliveryLimits }

/** As `copyEvents`, with so little memory that a few events fill it. */
async function copyWithin({ from, to, batch, limits }: Copying): Promise<CopyCounts> {
  const tally = createTally(undefined)
  const delivery = createDelivery({ from, to, tally, limits })
  for await (const { events, cursor } of batchesOf(from.scan(), batch)) {
    await delivery.bring(events, tally.counts().cursor)
    tally.moveTo(cursor)
  }
  await delivery.finish()
  return tally.counts()
}

async function holding(events: readonly LogEvent[]): Promise<Store> {
  const store = memoryStore()
  await store.append(events)
  return store
}

/** As lowdb, sqlite and postgres do. */
function passingBy(store: Store): Store {
  return {
    ...store,
    capabilities: { ...store.capabilities, idempotent: true },
    async append(events) {
      const there = new Set((await readAll(store)).map(({ id }) => id))
      await store.append(events.filter(({ id }) => !there.has(id)))
    },
  }
}

/** Counts how often a store is read. */
function counting(store: Store): { readonly store: Store; readonly count: () => number } {
  let reads = 0
  const counted: Store = {
    ...store,
    scan(options) {
      reads += 1
      return store.scan(options)
    },
  }
  return { store: counted, count: () => reads }
}

function refusalOf(event: LogEvent): LateRefusal {
  return { event, why: 'a rule', keptIn: '/refused' }
}

const EVENTS = Array.from({ length: 40 }, (_, turn) =>
  sampleGeneration(`g${turn}`, {
    userId: `u${turn % 4}`,
    startedAt: new Date(Date.UTC(2026, 0, 1) + turn * 1_000).toISOString(),
  }),
)
const LIMITS = fc.record({
  bits: fc.constantFrom(32, 256, 65_536),
  lookedUp: fc.integer({ min: 1, max: 9 }),
  asked: fc.integer({ min: 1, max: 9 }),
})
const BATCH = fc.integer({ min: 1, max: 9 })

test('nothing arrives twice, whatever of it the target has, and wherever', async () => {
  const property = fc.asyncProperty(
    fc.subarray(EVENTS),
    fc.boolean(),
    BATCH,
    LIMITS,
    async (had, more, batch, limits) => {
      const others = more ? [sampleGeneration('other')] : []
      const to = await holding([...others, ...had])
      const counts = await copyWithin({ from: await holding(EVENTS), to, batch, limits })
      const fresh = EVENTS.filter((event) => !had.includes(event))
      expect(await readAll(to)).toEqual([...others, ...had, ...fresh])
      expect(counts).toMatchObject({ copied: fresh.length, skipped: had.length, forgotten: 0 })
    },
  )
  await fc.assert(property, { numRuns: runs(150, 2_000) })
})

test('what the source holds twice arrives once, wherever, and whatever of it the target has', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom(...EVENTS.slice(0, 12)), { maxLength: 40 }),
    fc.subarray(EVENTS.slice(0, 6)),
    BATCH,
    LIMITS,
    async (events, had, batch, limits) => {
      const to = await holding(had)
      const counts = await copyWithin({ from: await holding(events), to, batch, limits })
      const fresh = [...new Set(events)].filter((event) => !had.includes(event))
      expect(await readAll(to)).toEqual([...had, ...fresh])
      expect(counts).toMatchObject({ copied: fresh.length, skipped: events.length - fresh.length })
    },
  )
  await fc.assert(property, { numRuns: runs(150, 2_000) })
})

test('what was looked up and arrived since is known to be there', async () => {
  const groups = Array.from({ length: 13 }, (_, index) => EVENTS.slice(3 * index, 3 * index + 3))
  const events = groups.flatMap((group) => [...group, ...group.slice(0, 1)])
  const to = memoryStore()
  // So few bits that each event may be there.
  const limits = { bits: 32, lookedUp: 4 }
  const counts = await copyWithin({ from: await holding(events), to, batch: 1, limits })
  expect(await readAll(to)).toEqual(EVENTS.slice(0, 39))
  expect(counts).toMatchObject({ copied: 39, skipped: 13 })
})

test('what the source holds twice soon after needs no look into the target; what it holds twice far apart, few', async () => {
  const reads = async (events: readonly LogEvent[], lookedUp: number): Promise<number> => {
    const { store, count } = counting(memoryStore())
    await copyWithin({ from: await holding(events), to: store, batch: 3, limits: { lookedUp } })
    return count()
  }
  expect(
    await reads(
      EVENTS.flatMap((event) => [event, event]),
      20,
    ),
  ).toBe(1)
  expect(await reads([...EVENTS, ...EVENTS], 20)).toBe(3)
})

test('what the target took and would not keep is counted as refused, with its place', async () => {
  let listener: Parameters<NonNullable<Store['onRefused']>>[0] | undefined
  const isBad = ({ id }: LogEvent): boolean => id === 'g2' || id === 'g7'
  const store = memoryStore()
  const to: Store = {
    ...store,
    async append(events) {
      await store.append(events.filter((event) => !isBad(event)))
      listener?.([...EVENTS, sampleGeneration('other')].filter(isBad).map((event) => refusalOf(event)))
    },
    onRefused(given) {
      listener = given
      return () => (listener = undefined)
    },
  }
  const result = await copyEvents({ from: await holding(EVENTS), to, batch: 5 })
  expect(result).toMatchObject({ copied: 38, refused: 2, byType: { generation: 38 } })
  const refusal = { type: 'generation', why: 'a rule', keptIn: '/refused' }
  expect(result.refusals).toEqual([
    { ...refusal, id: 'g2' },
    { ...refusal, id: 'g7' },
  ])
  expect(listener).toBeUndefined()
})

test('what is behind a long way of new events is found all the same', async () => {
  const to = await holding(EVENTS.slice(30))
  const limits = { lookedUp: 2, bits: 65_536 }
  const counts = await copyWithin({ from: await holding(EVENTS), to, batch: 3, limits })
  expect(counts).toMatchObject({ copied: 30, skipped: 10 })
})

test('a target that holds other things is read once, and not again for what is new', async () => {
  const { store, count } = counting(await holding([sampleGeneration('other')]))
  await copyWithin({ from: await holding(EVENTS), to: store, batch: 3, limits: { lookedUp: 2 } })
  expect(count()).toBe(1)
})

test('what the target has forgotten is counted as that, and as nothing else', async () => {
  const property = fc.asyncProperty(
    fc.subarray(EVENTS),
    fc.boolean(),
    fc.boolean(),
    BATCH,
    LIMITS,
    async (had, erasesFirst, isIdempotent, batch, limits) => {
      const store = memoryStore()
      if (erasesFirst) await store.erase({ userId: 'u1' })
      await store.append(had)
      if (!erasesFirst) await store.erase({ userId: 'u1' })
      const to = isIdempotent ? passingBy(store) : store
      const counts = await copyWithin({
        from: await holding([...EVENTS, sampleFeedback('f1', 'g2')]),
        to,
        batch,
        limits,
      })
      const left = had.filter(({ userId }) => userId !== 'u1').length
      expect(counts.forgotten).toBe(10)
      expect(counts.copied).toBe(isIdempotent ? 31 : 31 - left)
      expect(counts.byType['generation'] ?? 0).toBe(counts.copied - 1)
      expect((await readAll(to, { types: ['generation'] })).length).toBe(30)
    },
  )
  await fc.assert(property, { numRuns: runs(100, 2_000) })
})
