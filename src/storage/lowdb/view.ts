import { FinetapError } from '../../core/errors.ts'
import type { Cursor, Scanned, ScanOptions } from '../../core/store.ts'
import { rangeFilter } from '../range.ts'
import { shardFilter } from '../shard.ts'
import { askFingerprint } from './durable-file.ts'
import { missingError, readError } from './errors.ts'
import { hiddenIn } from './hidden.ts'
import { loadLog, type LoadedLog } from './load-log.ts'
import type { Committed } from './log-file.ts'
import { refuseOddPlace } from './place.ts'

export type ViewOptions = {
  readonly path: string
  readonly committed: () => Committed | undefined
  /** The secret that the app keeps. */
  readonly secret: string | undefined
}

/** Reads the document as it is when the reading begins. A version that was read or written before is not read again. */
export function createView({ path, committed, secret }: ViewOptions): (options: ScanOptions) => AsyncIterable<Scanned> {
  let seen: LoadedLog | undefined

  async function load(): Promise<LoadedLog> {
    const fingerprint = await askFingerprint(path)
    const known = committed()
    if (fingerprint !== undefined) {
      if (known?.fingerprint === fingerprint && known.backup === 'previous') return known
      if (seen?.fingerprint === fingerprint) return seen
    }
    refuseOddPlace(path, 'source_unreadable')
    seen = loadLog(path, known?.state)
    if (seen === undefined) throw missingError(path)
    return seen
  }

  async function loadOrThrow(): Promise<LoadedLog> {
    try {
      return await load()
    } catch (cause) {
      throw readError(path, cause)
    }
  }

  return async function* scan(options) {
    const wanted = rangeFilter(options)
    const mine = shardFilter(options.shard)
    const after = options.after === undefined ? 0 : numberOf(options.after)
    const { state, damage } = await loadOrThrow()
    if (damage !== undefined) options.onDamage?.(damage)
    const isErased = hiddenIn(state.entries, [secret, state.secret])
    for (const entry of state.entries) {
      if (entry.number <= after) continue
      const cursor = String(entry.number)
      if (entry.event === undefined) options.onDamage?.(entry.damage)
      else if (mine(cursor) && wanted(entry.event) && !isErased(entry.event))
        yield { event: structuredClone(entry.event), cursor }
    }
  }
}

function numberOf(cursor: Cursor): number {
  const number = Number(cursor)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new FinetapError('bad_option', {
    what: `The cursor ${JSON.stringify(cursor)} is not one of this store`,
    fix: 'give a cursor that scan of the same store has yielded',
  })
}
