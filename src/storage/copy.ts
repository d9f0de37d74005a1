import { FinetapError } from '../core/errors.ts'
import type { Cursor, Damage, Store } from '../core/store.ts'
import { appendWhatIsTaken } from './copy/append-taken.ts'
import { batchesOf } from './copy/batches.ts'
import { createPresence } from './copy/presence.ts'
import { createTally, type CopyCounts } from './copy/tally.ts'

export type { CopyCounts, Refusal } from './copy/tally.ts'

export type CopyOptions = {
  readonly from: Store
  readonly to: Store
  /** Goes on behind this cursor of `from`: that of an earlier result or progress. */
  readonly after?: Cursor | undefined
  /** At most so many events in one append (default 500). A batch ends sooner when it holds about 4 MiB. */
  readonly batch?: number | undefined
  /** Called after each batch that the target has acknowledged, and flushed. */
  readonly onProgress?: (progress: CopyCounts) => void
  /** Called for what cannot be read of `from`; it is counted too. */
  readonly onDamage?: (damage: Damage) => void
  /** Stops the copy behind the batch that is under way. */
  readonly signal?: AbortSignal | undefined
}

export type CopyResult = CopyCounts & {
  /** False when the signal stopped it: `cursor` says where to go on. */
  readonly complete: boolean
}

const BATCH = 500

/**
 * Copies the events of a store into another one, of any kind, in their order. Erased events do not come along; the wishes
 * to be forgotten do.
 *
 * Run again with `after: cursor` it goes on where it stopped. An event that the target has already is skipped, also when
 * the run before died behind an append and before its cursor was kept. What the target refuses as `record_invalid` is
 * counted and passed by. At most one batch is held in memory, and the ids of 50,000 events.
 *
 * @throws FinetapError `bad_option`, and like `scan` of the source and `append` of the target; what was acknowledged by
 * then has been told to `onProgress`.
 * @example
 * const { copied, cursor } = await copyEvents({ from: jsonlStore('./.finetap'), to: sqliteStore('./finetap.sqlite') })
 */
export async function copyEvents(options: CopyOptions): Promise<CopyResult> {
  const { from, to, after, batch = BATCH, onProgress, onDamage, signal } = options
  if (!(Number.isInteger(batch) && batch > 0)) throw badBatch(batch)
  const tally = createTally(after)
  const presence = createPresence(from, to)
  const damaged = (damage: Damage): void => {
    tally.damaged()
    onDamage?.(damage)
  }

  const isStopped = (): boolean => signal?.aborted === true
  if (isStopped()) return { ...tally.counts(), complete: false }
  const scanned = from.scan({ onDamage: damaged, ...(after === undefined ? {} : { after }) })
  for await (const { events, cursor } of batchesOf(scanned, batch)) {
    const fresh = await presence.without(events, tally.counts().cursor)
    tally.skipped(events.length - fresh.length)
    await appendWhatIsTaken(to, fresh, tally)
    // A cursor that is told must not stand behind what only an outbox holds.
    await to.flush()
    tally.moveTo(cursor)
    onProgress?.(tally.counts())
    if (isStopped()) return { ...tally.counts(), complete: false }
  }
  return { ...tally.counts(), complete: true }
}

function badBatch(batch: number): FinetapError {
  return new FinetapError('bad_option', { what: `batch is ${batch}`, fix: 'give a whole number of events above 0' })
}
