import { expectTypeOf, test } from 'vitest'
import type { ErasureResult, ReadRange, Store } from '../../src/index.ts'
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
