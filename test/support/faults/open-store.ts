import { join } from 'node:path'
import type { Store } from '../../../src/core/store.ts'
import { jsonlStore, type JsonlStoreOptions } from '../../../src/storage/jsonl/index.ts'

export type OpenOptions = {
  /** A directory of the test's own. */
  readonly place: string
  /** Small ones make many files (default: the store's own). */
  readonly segmentBytes?: number
  /** Where a PostgreSQL listens. */
  readonly url?: string
}

const JSONL_KINDS: { readonly [kind: string]: JsonlStoreOptions } = {
  jsonl: {},
  'jsonl-disk': { durability: 'disk' },
  'jsonl-memory': { durability: 'memory' },
  'jsonl-worker': { worker: true },
}

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
      const options = JSONL_KINDS[kind]
      if (options === undefined) throw new Error(`no store is called ${kind}`)
      return jsonlStore(join(place, 'log'), { ...options, ...(segmentBytes === undefined ? {} : { segmentBytes }) })
    }
  }
}
