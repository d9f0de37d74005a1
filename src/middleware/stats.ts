import type { GenerationStatus } from '../core/generation.ts'

/**
 * Why a call is not in the log. `no_consent`: refused. `too_many_open`: more calls were open than the queue may hold.
 * `too_large`: the answer outgrew what is kept of one call. `queue_full`: the store was too slow. `store_failed`: it
 * refused. `record_invalid`: it refused this one, which JSON cannot carry. `redaction_failed`: it could not be masked. `capture_failed`: finetap itself failed. `closed`: the recorder
 * was closed before. `process_exit`: the process ended before it was written.
 */
export type DropReason =
  | 'capture_failed'
  | 'closed'
  | 'no_consent'
  | 'process_exit'
  | 'queue_full'
  | 'record_invalid'
  | 'redaction_failed'
  | 'store_failed'
  | 'too_large'
  | 'too_many_open'

/**
 * Counts since the recorder was made. Each call is in exactly one of `active`, `queued`, `written`, `unsampled` and
 * `dropped`, at any moment. Calls made while the recorder is off are not counted: see `enabled`, which a store that
 * refuses for good switches off too.
 */
export type RecorderStats = {
  /**
   * Calls that ended while they were followed, with those that the queue or the store then dropped. A call that was
   * refused when it began, or without consent, is in `dropped` alone.
   */
  readonly captured: number
  /** Generations that the store acknowledged. */
  readonly written: number
  /** Calls left out by `sample`, or by `capture: false`. */
  readonly unsampled: number
  readonly dropped: { readonly [reason in DropReason]?: number }
  /** Failed attempts to write; each is retried before anything is dropped. */
  readonly failed: number
  /** Calls begun and not yet ended. */
  readonly active: number
  /** What waits for the store, feedback included. */
  readonly queued: { readonly count: number; readonly bytes: number }
  readonly byStatus: { readonly [status in GenerationStatus]?: number }
}

export type Counters = {
  captured: number
  written: number
  unsampled: number
  failed: number
  readonly dropped: Map<DropReason, number>
  readonly byStatus: Map<GenerationStatus, number>
}

export function createCounters(): Counters {
  return { captured: 0, written: 0, unsampled: 0, failed: 0, dropped: new Map(), byStatus: new Map() }
}

export function increment<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

export function statsOf(counters: Counters, active: number, queued: RecorderStats['queued']): RecorderStats {
  const { captured, written, unsampled, failed } = counters
  return {
    captured,
    written,
    unsampled,
    dropped: Object.fromEntries(counters.dropped),
    failed,
    active,
    queued,
    byStatus: Object.fromEntries(counters.byStatus),
  }
}
