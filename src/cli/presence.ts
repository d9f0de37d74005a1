import { closeSync, openSync, readSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { FinetapError } from '../core/errors.ts'
import { textField } from '../core/field.ts'
import { unreadableError } from '../storage/jsonl/directory.ts'
import { parseLogFile } from '../storage/jsonl/reading/parse-log-file.ts'
import type { Address } from './address.ts'

const ABSENT = new Set(['ENOENT', 'ENOTDIR'])
const MOST_LOOKED_AT = 100
const MOST_TOLD = 3
const HEAD_BYTES = 4_096
const FILE = /\.(?:json|sqlite3?|db)$/
const SQLITE = 'SQLite format 3\0'
/** Its lines look like those of a log. */
const DATASET = ['manifest.json', 'lineage.jsonl']
const LOWDB = /^\s*\{\s*"finetap"\s*:\s*\{\s*"kind"\s*:\s*"log"/

/**
 * Refuses a place where no store is, so that looking for one makes none: a mistyped name must not pass for a log in which
 * there is nothing. A database can be asked only when it is open.
 *
 * @throws FinetapError `log_missing`, with the stores that lie there; `source_unreadable`
 */
export async function requirePresence(address: Address): Promise<void> {
  if (address.kind === 'postgres') return
  const { kind, path } = address
  const isThere = await lstat(path).then(
    () => true,
    (cause: unknown) => {
      if (!ABSENT.has(textField(cause, 'code') ?? '')) throw unreadableError(path, cause)
      return false
    },
  )
  if (!isThere) throw missing(`There is no log at ${path}`, await storesIn(dirname(path)))
  if (kind !== 'jsonl') return
  const names = await namesIn(path)
  if (DATASET.every((name) => names.includes(name))) {
    throw missing(
      `${path} is a dataset, and no log`,
      await storesIn(dirname(path)),
      'name the log that it was built from',
    )
  }
  if (holdsLog(names)) return
  throw missing(`There is no log in the directory ${path}`, await storesIn(path))
}

async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch((cause: unknown) => {
    throw unreadableError(path, cause)
  })
}

/** Of what was forgotten in it, a log keeps the key, also when nothing else is left. */
function holdsLog(names: readonly string[]): boolean {
  return names.some((name) => name === 'erasure.key' || parseLogFile(name) !== undefined)
}

const NAME_STORE = 'name the store that the app writes to, or capture something first'

function missing(what: string, near: readonly string[], otherwise = NAME_STORE): FinetapError {
  const fix = near.length === 0 ? otherwise : `did you mean ${near.join(' or ')}?`
  return new FinetapError('log_missing', { what, fix })
}

/** What of finetap's lies in a directory, as one would write it: judged by what it holds, for any app has `*.json`. */
async function storesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && FILE.test(entry.name)).slice(0, MOST_LOOKED_AT)
  const found = files.map(({ name }) => join(directory, name)).filter(isStore)
  const log = join(directory, '.finetap')
  if (holdsLog(await readdir(log).catch(() => []))) found.push(log)
  return found.toSorted().slice(0, MOST_TOLD).map(asWritten)
}

function isStore(path: string): boolean {
  const head = headOf(path)
  return path.endsWith('.json') ? LOWDB.test(head) : head.startsWith(SQLITE)
}

function headOf(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      return head.toString('latin1', 0, readSync(file, head))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}

function asWritten(path: string): string {
  const way = relative('', path)
  return way.startsWith('..') ? path : way
}
