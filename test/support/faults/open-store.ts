import { join } from 'node:path'
import type { Durability, Store } from '../../../src/core/store.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'

export type OpenOptions = {
  /** A directory of the test's own. */
  readonly place: string
  /** Small ones make many files (default: the store's own). */
  readonly segmentBytes?: number
  /** Where a PostgreSQL listens. */
  readonly url?: string
}

const LEVELS: { readonly [kind: string]: Durability } = { 'jsonl-disk': 'disk', 'jsonl-memory': 'memory' }

/** Opens a store by the name of its kind, for processes that are told by an argument which one to use. */
export async function openStore(kind: string, { place, segmentBytes, url = '' }: OpenOptions): Promise<Store> {
  // Only when asked for: what writes to jsonl must not load a database.
  switch (kind) {
    case 'sqlite': {
      const { sqliteStore } = await import('../../../src/storage/sqlite/index.ts')
      return sqliteStore(join(place, 'log.sqlite'))
    }
    case 'lowdb': {
      const { lowdbStore } = await import('../../../src/storage/lowdb/index.ts')
      return lowdbStore(join(place, 'log.json'), { limitBytes: 64_000_000 })
    }
    case 'postgres': {
      const { postgresStore } = await import('../../../src/storage/postgres/index.ts')
      return postgresStore({ url, outbox: join(place, 'outbox') })
    }
    default: {
      const durability = LEVELS[kind]
      return jsonlStore(join(place, 'log'), {
        ...(segmentBytes === undefined ? {} : { segmentBytes }),
        ...(durability === undefined ? {} : { durability }),
      })
    }
  }
}
