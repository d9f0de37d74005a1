import { rm } from 'node:fs/promises'
import type { Store } from '../core/store.ts'
import { jsonlStore } from '../storage/jsonl/index.ts'
import type { Address } from './address.ts'
import { newOutbox } from './outbox.ts'
import { requirePresence } from './presence.ts'
import { speakingTo } from './speaking-to.ts'

/**
 * Opens a store, whether or not there is something in it, and closes it when the body is done. What a store needs is
 * loaded only when it is asked for.
 */
export async function withStore<Result>(
  address: Address,
  key: string | undefined,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  return use(address, { ...keyOf(key), migrate: true }, body)
}

/**
 * `withStore` for one that is to be there: opening it makes no new one, nor tables in a database.
 *
 * @throws FinetapError `log_missing`
 */
export async function withExisting<Result>(
  address: Address,
  key: string | undefined,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  await requirePresence(address)
  return use(address, { ...keyOf(key), migrate: false }, body)
}

function keyOf(key: string | undefined): Pick<Opening, 'erasureKey'> {
  return key === undefined ? {} : { erasureKey: key }
}

type Opening = {
  /** If the app keeps one. */
  readonly erasureKey?: string
  readonly migrate: boolean
}

async function use<Result>(
  address: Address,
  opening: Opening,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = speakingTo(address, await openStore(address, opening))
  try {
    return await body(store)
  } finally {
    await store.close()
  }
}

async function openStore(address: Address, { migrate, ...key }: Opening): Promise<Store> {
  switch (address.kind) {
    case 'jsonl':
      // Whoever is told that a copy has come so far will go on from there, also after a power cut.
      return jsonlStore(address.path, { durability: 'disk', ...key })
    case 'lowdb':
      return (await import('../storage/lowdb/index.ts')).lowdbStore(address.path, key)
    case 'sqlite':
      return (await import('../storage/sqlite/index.ts')).sqliteStore(address.path, { durability: 'disk', ...key })
    case 'postgres':
      return openPostgres(address, { migrate, ...key })
  }
}

type Database = Extract<Address, { kind: 'postgres' }>

// Its outbox is for apps that must not wait. Here every batch waits for the database, so the outbox is nobody's loss, but
// for what the database has refused.
async function openPostgres({ url, schema }: Database, opening: Opening): Promise<Store> {
  const { postgresStore } = await import('../storage/postgres/index.ts')
  const outbox = await newOutbox()
  // What fails in the background comes back from the next flush.
  const onError = (): void => {}
  const store = postgresStore({ url, outbox, onError, ...opening, ...(schema === undefined ? {} : { schema }) })
  let hasRefused = false
  store.onRefused?.(() => (hasRefused = true))
  return {
    ...store,
    async close() {
      try {
        await store.close()
      } finally {
        if (!hasRefused) await rm(outbox, { recursive: true, force: true })
      }
    },
  }
}
