import { createHash, type Hash } from 'node:crypto'
import { createGrowingNumbers, type GrowingNumbers } from '../work/growing-numbers.ts'
import { digest } from '../digest.ts'
import { createKeyTable, type KeyTable } from './key-table.ts'
import type { GroupKind } from './row-keys.ts'
import { ASIDE, NO_SPLIT, VALIDATION, type KeyPlace } from './splits.ts'

/** The file of a dataset folder that remembers which key stands in which split. */
export const LEDGER_FILE = 'splits.jsonl'

const LEDGER_VERSION = 1

/** What all lines of a ledger were made with. */
export type LedgerSettings = { readonly salt: string; readonly groupBy: readonly GroupKind[] }

/**
 * Which key stands in which split, for as long as the dataset lives. Nothing is ever taken out or changed. Keys name users,
 * conversations and tenants, and what held-out rows begin with.
 *
 * The file: a first line with version, digest of the salt and `groupBy`; a line for each key; and behind the keys of each
 * build a seal, the digest of all bytes before it. Keys are digests, yet whoever knows the salt can try ids and texts against them.
 */
export type Ledger = {
  readonly settings: LedgerSettings
  /** Numbered as the file lists them. */
  readonly keys: KeyTable
  /** The split of a key by its number, as a code. */
  readonly splits: GrowingNumbers
  /** Where it was read; undefined when it is new. */
  readonly file: LedgerFile | undefined
  /** There was one, and its file is gone. */
  readonly isLost?: boolean
}

export type LedgerFile = {
  readonly path: string
  readonly size: number
  /** How much of it stays: whole lines. */
  readonly bytes: number
  /** Of these bytes. */
  readonly hash: Hash
  /** A last line that is whole but for its line feed. */
  readonly rest: string
  /** It was cut off, and keys may be lost; the next build seals what is left. */
  readonly isTorn: boolean
}

export type LedgerEntry = { readonly key: string; readonly split: KeyPlace }

/** A ledger that knows nothing yet. */
export function createLedger(settings: LedgerSettings): Ledger {
  return { settings, keys: createKeyTable(), splits: createGrowingNumbers('u8'), file: undefined }
}

/** The split that holds a key out, as a code; 0 where none does. */
export function heldOutBy({ keys, splits }: Ledger, key: string): number {
  if (keys.size() === 0) return NO_SPLIT
  const id = keys.find(key)
  const split = id === -1 ? NO_SPLIT : splits.at(id)
  return split >= VALIDATION && split !== ASIDE ? split : NO_SPLIT
}

/** The first line of a ledger, without its line feed. */
export function ledgerHeader({ salt, groupBy }: LedgerSettings): string {
  return JSON.stringify({ v: LEDGER_VERSION, type: 'split-ledger', salt: digest(`split ledger\0${salt}`), groupBy })
}

export function entryLine({ key, split }: LedgerEntry): string {
  return `{"key":"${key}","split":"${split}"}`
}

/** The line that ends what a build adds. */
export function sealLine(before: Hash): string {
  return `{"seal":"${before.copy().digest('hex').slice(0, SEAL_DIGITS)}"}`
}

const SEAL_DIGITS = 32

export function startHash(): Hash {
  return createHash('sha256')
}
