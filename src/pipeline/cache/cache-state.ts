import type { Cursor } from '../../core/store.ts'
import type { SourceSummary } from '../fold/source-summary.ts'
import type { FileMark } from './cache-files.ts'
import type { LogPart } from '../../core/log-parts.ts'

/** Raised when a build cannot use what another version has kept. */
export const CACHE_VERSION = 5

/** What a build keeps for the next one, beside its files. */
export type CacheState = {
  /** Of everything that the kept results depend on, but for the log. */
  readonly identity: string
  /** Of what finished rows depend on besides. */
  readonly rowsIdentity: string
  /** Behind the last event that was read. */
  readonly cursor: Cursor
  /** Names the first event of the log. */
  readonly first: string
  /** What the log consisted of before it was read. */
  readonly parts: readonly LogPart[]
  readonly summary: SourceSummary
  /** How many erasures the log held. */
  readonly erasures: number
  /** State of the log meter. */
  readonly meter: Uint8Array
  /** Keys for which another one stands. */
  readonly joined: readonly (readonly [key: string, standing: string])[]
  /** What people said of answers, as digests. */
  readonly judged: ReadonlyMap<string, string>
  /** Keys of which a file of pieces holds what is no longer so, by the name of the file. */
  readonly stale: ReadonlyMap<string, ReadonlySet<string>>
  readonly files: readonly FileMark[]
}

/** The files that every cache has; beside them are spools, and series of pieces and rows. */
export const NAMES_FILE = 'names'
export const FEEDBACK_FILE = 'feedback'
export const WINDOW_KEYS_FILE = 'window-keys'
/** Of the spools, see `writeIndex`. */
export const INDEX_FILE = 'index'
export const SPOOL_PREFIX = 'spool-'
export const PIECES_PREFIX = 'pieces-'
export const ROWS_PREFIX = 'rows-'

export function isSpool({ name }: FileMark): boolean {
  return name.startsWith(SPOOL_PREFIX)
}
