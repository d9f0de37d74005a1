import { existsSync, realpathSync } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { DEFAULT_DIRECTORY } from '../default-recorder.ts'
import { jsonlStore } from '../storage/jsonl/index.ts'
import { newOutbox } from './outbox.ts'
import { badUsage } from './usage.ts'
import type { Given } from './verb.ts'

/** Where a store is, told apart by how its address is written. */
export type Address =
  | { readonly kind: 'jsonl' | 'sqlite' | 'lowdb'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** A directory is a jsonl log, `*.sqlite` and `*.db` are sqlite, `*.json` is lowdb, `postgres://…` is postgres. */
export function addressOf(text: string): Address {
  // As from a variable that is not set. It would be the folder that one stands in.
  if (text === '') throw badUsage('The address of a store is empty', 'name a directory, a file or postgres://…')
  if (/^postgres(?:ql)?:\/\//.test(text)) return { kind: 'postgres', url: text }
  const path = resolve(text)
  if (/\.(?:sqlite3?|db)$/.test(text)) return { kind: 'sqlite', path }
  if (text.endsWith('.json')) return { kind: 'lowdb', path }
  if (/\w\.\w+$/.test(basename(path)) && !existsSync(path)) {
    throw badUsage(
      `${text} is no address of a store`,
      'name a directory (jsonl), *.json (lowdb), *.sqlite or *.db, or postgres://…',
    )
  }
  return { kind: 'jsonl', path }
}

/**
 * The address that was given: the word if there is one, else `--dir`, `FINETAP_DIR` and `./.finetap`.
 *
 * @throws FinetapError `bad_option`
 */
export function givenAddress(given: Given, word: string | undefined): Address {
  if (word !== undefined && given.text('dir') !== undefined) {
    throw badUsage(`Two stores are given: ${JSON.stringify(word)}, and the one of --dir`, 'name one of them')
  }
  // An empty line in an .env file names no directory.
  return addressOf(word ?? given.text('dir') ?? (process.env['FINETAP_DIR'] || DEFAULT_DIRECTORY))
}

/** The address without its password. */
export function nameOf(address: Address): string {
  if (address.kind !== 'postgres') return address.path
  if (!URL.canParse(address.url)) return 'postgres'
  const { host, pathname } = new URL(address.url)
  return `postgres://${host}${pathname}`
}

/** Also where one of them is named through a link. */
export function isSamePlace(one: Address, other: Address): boolean {
  return placeOf(one) === placeOf(other)
}

function placeOf(address: Address): string {
  if (address.kind === 'postgres' || !existsSync(address.path)) return nameOf(address)
  return realpathSync(address.path)
}

/** The key of erasures, if the app keeps one. */
type Key = { readonly erasureKey?: string }

/**
 * Opens a store, whether or not there is something in it, and closes it when the body is done. What a store needs is
 * loaded only when it is asked for.
 */
export async function withStore<Result>(
  address: Address,
  key: string | undefined,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(address, key === undefined ? {} : { erasureKey: key })
  try {
    return await body(store)
  } finally {
    await store.close()
  }
}

async function openStore(address: Address, key: Key): Promise<Store> {
  switch (address.kind) {
    case 'jsonl':
      // Whoever is told that a copy has come so far will go on from there, also after a power cut.
      return jsonlStore(address.path, { durability: 'disk', ...key })
    case 'lowdb':
      return (await import('../storage/lowdb/index.ts')).lowdbStore(address.path, key)
    case 'sqlite':
      return (await import('../storage/sqlite/index.ts')).sqliteStore(address.path, { durability: 'disk', ...key })
    case 'postgres':
      return openPostgres(address.url, key)
  }
}

// Its outbox is for apps that must not wait. Here every batch waits for the database, so the outbox is nobody's loss.
async function openPostgres(url: string, key: Key): Promise<Store> {
  const { postgresStore } = await import('../storage/postgres/index.ts')
  const outbox = await newOutbox()
  const store = postgresStore({ url, outbox, ...key })
  return {
    ...store,
    async close() {
      try {
        await store.close()
      } finally {
        await rm(outbox, { recursive: true, force: true })
      }
    },
  }
}

/**
 * `withStore` for one that is to be read: opening it makes no new one.
 *
 * @throws FinetapError `log_missing`
 */
export async function withExisting<Result>(
  address: Address,
  key: string | undefined,
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  if (address.kind !== 'postgres') await requirePresence(address.path)
  return withStore(address, key, body)
}

async function requirePresence(path: string): Promise<void> {
  try {
    await lstat(path)
  } catch (cause) {
    const what = `There is no log at ${path}`
    throw new FinetapError('log_missing', { what, fix: 'name the store with --dir, or capture something first', cause })
  }
}
