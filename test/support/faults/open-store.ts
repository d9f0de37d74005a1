import { existsSync } from 'node:fs'
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
  if (kind === 'sqlite') return (await factory(kind))(join(place, 'log.sqlite'))
  if (kind === 'lowdb') return (await factory(kind))(join(place, 'log.json'))
  if (kind === 'postgres') return (await factory(kind))({ url, outbox: join(place, 'outbox') })
  const durability = LEVELS[kind]
  return jsonlStore(join(place, 'log'), {
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
    ...(durability === undefined ? {} : { durability }),
    ...(kind === 'jsonl-worker' ? { worker: true } : {}),
  })
}

type Factory = (...options: readonly unknown[]) => Store

/** Only when asked for: what writes to jsonl must not load a database. */
async function factory(kind: string): Promise<Factory> {
  const module: { readonly [name: string]: Factory } = await import(moduleOf(kind).href)
  const create = module[`${kind}Store`]
  if (create === undefined) throw new Error(`there is no ${kind}Store`)
  return create
}

export function isThere(kind: string): boolean {
  return kind.startsWith('jsonl') || existsSync(moduleOf(kind))
}

function moduleOf(kind: string): URL {
  return new URL(`../../../src/storage/${kind}/index.ts`, import.meta.url)
}
