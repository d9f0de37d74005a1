import { badOption, checkOptions } from '../core/check-options.ts'
import { field } from '../core/field.ts'
import type { Cursor, Damage, Store } from '../core/store.ts'
import { batchesOf } from './copy/batches.ts'
import { createDelivery } from './copy/delivery.ts'
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
  readonly onProgress?: ((progress: CopyCounts) => void) | undefined
  /** Called for what cannot be read of `from`; it is counted too. */
  readonly onDamage?: ((damage: Damage) => void) | undefined
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
 * Run again with `after: cursor` it goes on where it stopped. An event that the target has already is skipped, however
 * much of it there is and wherever the copy begins, so nothing arrives twice, nor what the source holds twice. What the
 * target refuses as `record_invalid`, or sets aside, is counted and passed by. At most one batch is held in memory, and
 * about 70 MB of what tells events apart.
 *
 * A target that is `idempotent` passes by what it has, and is read only when the source has events without an id. Any other
 * one is read once, and once more for every 200,000 events that it has already, or for every 100,000 events of a source
 * that holds some twice, far apart. One in which something was erased is read again behind what arrived, to
 * count what it has forgotten.
 *
 * @throws FinetapError `bad_option`, and like `scan` of both and `append` of the target; what was acknowledged by then has
 * been told to `onProgress`.
 * @example
 * const { copied, cursor } = await copyEvents({ from: jsonlStore('./.finetap'), to: sqliteStore('./finetap.sqlite') })
 */
export async function copyEvents(options: CopyOptions): Promise<CopyResult> {
  checkGiven(options)
  const { from, to, after, batch = BATCH, onProgress, onDamage, signal } = options
  if (!(Number.isInteger(batch) && batch > 0)) {
    throw badOption(`batch is ${batch}`, 'give a whole number of events above 0')
  }
  const tally = createTally(after)
  const damaged = (damage: Damage): void => {
    tally.damaged()
    onDamage?.(damage)
  }

  const isStopped = (): boolean => signal?.aborted === true
  if (isStopped()) return { ...tally.counts(), complete: false }
  const delivery = createDelivery({ from, to, tally })
  const scanned = from.scan({ onDamage: damaged, ...(after === undefined ? {} : { after }) })
  let complete = true
  try {
    for await (const { events, cursor } of batchesOf(scanned, batch)) {
      await delivery.bring(events, tally.counts().cursor)
      tally.moveTo(cursor)
      onProgress?.(tally.counts())
      complete = !isStopped()
      if (!complete) break
    }
    await delivery.finish()
  } finally {
    delivery.end()
  }
  return { ...tally.counts(), complete }
}

function checkGiven(options: CopyOptions): void {
  checkOptions('copyEvents', options, {
    from: 'object',
    to: 'object',
    after: 'string',
    batch: 'number',
    onProgress: 'function',
    onDamage: 'function',
    signal: 'object',
  })
  for (const name of ['from', 'to']) {
    const store = field(options, name)
    if (typeof field(store, 'scan') === 'function' && typeof field(store, 'append') === 'function') continue
    throw badOption(
      `The option ${name} of copyEvents is no store`,
      'pass two stores, such as { from: jsonlStore(dir), to: sqliteStore(file) }',
    )
  }
}
