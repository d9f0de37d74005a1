import type { GenerationStatus } from '../core/generation.ts'

/** Why a captured generation is not in the log. */
export type DropReason = 'capture_failed' | 'no_consent' | 'queue_full' | 'redaction_failed' | 'store_failed' | 'closed'

/** Counts since the recorder was made. Each call ends in exactly one of `written`, `unsampled`, `dropped`, or waits. */
export type RecorderStats = {
  /** Calls that ended and were taken. */
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
  readonly queued: { readonly count: number; readonly bytes: number }
  readonly byStatus: { readonly [status in GenerationStatus]?: number }
}

export type Counters = {
  captured: number
  written: number
  unsampled: number
  failed: number
  active: number
  readonly dropped: Map<DropReason, number>
  readonly byStatus: Map<GenerationStatus, number>
}

export function createCounters(): Counters {
  return { captured: 0, written: 0, unsampled: 0, failed: 0, active: 0, dropped: new Map(), byStatus: new Map() }
}

export function increment<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

export function statsOf(counters: Counters, queued: RecorderStats['queued']): RecorderStats {
  const { captured, written, unsampled, failed, active } = counters
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
