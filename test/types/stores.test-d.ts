import { expectTypeOf, test } from 'vitest'
import type { ErasureResult, Feedback, Gap, Generation, LogEvent, ReadRange, Store } from '../../src/index.ts'
import type { ErasureResult as SameResult } from '../../src/storage/index.ts'
import type { CompactOptions } from '../../src/storage/jsonl/index.ts'
import type { PostgresStoreOptions } from '../../src/storage/postgres/index.ts'

test('what an erasure resolves with has a name, wherever a store has one', () => {
  expectTypeOf<Awaited<ReturnType<Store['erase']>>>().toEqualTypeOf<ErasureResult>()
  expectTypeOf<SameResult>().toEqualTypeOf<ErasureResult>()
})

test('an option that may be left out may be undefined, as one that the app was not given', () => {
  const { DATABASE_URL = 'postgres://127.0.0.1:5432/app', OUTBOX, SINCE, KEY } = process.env
  expectTypeOf({ url: DATABASE_URL, outbox: OUTBOX, erasureKey: KEY }).toExtend<PostgresStoreOptions>()
  expectTypeOf({ since: SINCE, onDamage: undefined }).toExtend<ReadRange>()
  expectTypeOf({ retention: { ms: undefined, bytes: 1 }, erasureKey: KEY }).toExtend<CompactOptions>()
})

test('events that are asked for by their types have these types', () => {
  const store = {} as Store
  expectTypeOf(store.read({ types: ['generation'] })).toEqualTypeOf<AsyncIterable<Generation>>()
  expectTypeOf(store.read({ types: ['feedback', 'gap'], since: '2026-01-31' })).toEqualTypeOf<
    AsyncIterable<Feedback | Gap>
  >()
  const range: ReadRange = { types: ['generation'] }
  expectTypeOf(store.read(range)).toEqualTypeOf<AsyncIterable<LogEvent>>()
  expectTypeOf(store.read()).toEqualTypeOf<AsyncIterable<LogEvent>>()
})

test('a store of your own need not know of types', () => {
  const own = {
    ...({} as Store),
    read: (_range?: ReadRange): AsyncIterable<LogEvent> => ({}) as AsyncIterable<LogEvent>,
  }
  expectTypeOf(own).toExtend<Store>()
})
