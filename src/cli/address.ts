import { existsSync, realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { DEFAULT_DIRECTORY } from '../default-recorder.ts'
import { statOf } from './stat-of.ts'
import { badUsage } from './usage.ts'
import type { Given } from './verb.ts'

/** Where a store is, told apart by how its address is written. */
export type Address =
  | { readonly kind: 'jsonl' | 'sqlite' | 'lowdb'; readonly path: string }
  /** The url is that of the database: the schema of its tables, where it is not the default one, is taken out of it. */
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string | undefined }

const KINDS = 'name a directory (jsonl), *.json (lowdb), *.sqlite or *.db, or postgres://…'

/**
 * A directory is a jsonl log, `*.sqlite` and `*.db` are sqlite, `*.json` is lowdb, `postgres://…` is postgres, its tables
 * in the schema of `?schema=`.
 *
 * @throws FinetapError `bad_option`
 */
export function addressOf(text: string): Address {
  // As from a variable that is not set. It would be the folder that one stands in.
  if (text === '') throw badUsage('The address of a store is empty', KINDS)
  const [, scheme] = /^\s*([a-z][a-z\d+.-]+):\/\//i.exec(text) ?? []
  if (scheme !== undefined) return databaseOf(text.trim(), scheme)
  const path = resolve(text)
  if (statOf(path)?.isDirectory() === true) return { kind: 'jsonl', path }
  if (/\.(?:sqlite3?|db)$/.test(text)) return { kind: 'sqlite', path }
  if (text.endsWith('.json')) return { kind: 'lowdb', path }
  if (/\w\.\w+$/.test(basename(path)) && !existsSync(path)) throw badUsage(`${text} is no address of a store`, KINDS)
  return { kind: 'jsonl', path }
}

function databaseOf(text: string, scheme: string): Address {
  // Such an address may hold a password.
  if (!/^postgres(?:ql)?$/i.test(scheme)) throw badUsage(`There is no store with addresses of ${scheme}://`, KINDS)
  const [base = '', ...rest] = text.split('?')
  const query = rest.join('?')
  const named = new URLSearchParams(query).get('schema') ?? undefined
  if (named === undefined) return { kind: 'postgres', url: text, schema: named }
  // What Prisma writes into every address means its own tables; `postgresStore` in the app does not heed it either.
  const schema = named === 'public' ? undefined : named
  // The others as they are written: what is decoded and encoded again may not be the same.
  const others = query.split('&').filter((one) => !one.startsWith('schema='))
  return { kind: 'postgres', url: [base, ...(others.length === 0 ? [] : [others.join('&')])].join('?'), schema }
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
  const { url, schema } = address
  const tables = schema === undefined || schema === 'finetap' ? '' : `?schema=${schema}`
  if (!URL.canParse(url)) return `postgres${tables}`
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}${tables}`
}

/** Also where one of them is named through a link. */
export function isSamePlace(one: Address, other: Address): boolean {
  return placeOf(one) === placeOf(other)
}

function placeOf(address: Address): string {
  if (address.kind === 'postgres' || !existsSync(address.path)) return nameOf(address)
  return realpathSync(address.path)
}
