import { existsSync } from 'node:fs'
import { lstat, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import { DEFAULT_DIRECTORY } from '../default-recorder.ts'
import { jsonlStore } from '../storage/jsonl/index.ts'
import { badUsage } from './usage.ts'
import type { Given } from './verb.ts'

/** Where a store is, told apart by how its address is written. */
export type Address =
  | { readonly kind: 'jsonl' | 'sqlite' | 'lowdb'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** A directory is a jsonl log, `*.sqlite` and `*.db` are sqlite, `*.json` is lowdb, `postgres://…` is postgres. */
export function addressOf(text: string): Address {
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

/** The address that was given: the word if there is one, else `--dir`, `FINETAP_DIR` and `./.finetap`. */
export function givenAddress(given: Given, word: string | undefined): Address {
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

/** Opens a store, whether or not there is something in it. What a store needs is loaded only when it is asked for. */
export async function openStore(address: Address): Promise<Store> {
  switch (address.kind) {
    case 'jsonl':
      // Whoever is told that a copy has come so far will go on from there, also after a power cut.
      return jsonlStore(address.path, { durability: 'disk' })
    case 'lowdb':
      return (await import('../storage/lowdb/index.ts')).lowdbStore(address.path)
    case 'sqlite':
      return (await import('../storage/sqlite/index.ts')).sqliteStore(address.path, { durability: 'disk' })
    case 'postgres':
      return openPostgres(address.url)
  }
}

// Its outbox is for apps that must not wait. Here every batch waits for the database, so the outbox is nobody's loss.
async function openPostgres(url: string): Promise<Store> {
  const { postgresStore } = await import('../storage/postgres/index.ts')
  const outbox = await mkdtemp(join(tmpdir(), 'finetap-outbox-'))
  const store = postgresStore({ url, outbox })
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
 * Opens a store that is to be read: opening it makes no new one.
 *
 * @throws FinetapError `log_missing`
 */
export async function openExisting(address: Address): Promise<Store> {
  if (address.kind !== 'postgres') await requirePresence(address.path)
  return openStore(address)
}

async function requirePresence(path: string): Promise<void> {
  try {
    await lstat(path)
  } catch (cause) {
    const what = `There is no log at ${path}`
    throw new FinetapError('log_missing', { what, fix: 'name the store with --dir, or capture something first', cause })
  }
}
