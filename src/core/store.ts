import type { Erasure, ErasureSelector } from './erasure.ts'
import type { LogEvent } from './log-event.ts'

/**
 * What has happened to an event when `append` resolves. `memory`: this process holds it. `process`: the operating
 * system holds it, so it survives the death of this process. `disk`: the disk holds it, so it survives a power cut.
 */
export type Durability = 'memory' | 'process' | 'disk'

export type StoreCapabilities = {
  readonly durability: Durability
  /** Other processes may write to the same place at the same time. */
  readonly shared: boolean
  /** `rewrite`: erased rows are removed. `hide`: they are hidden from readers at once, and removed later. */
  readonly erasure: 'rewrite' | 'hide'
}

/** Why something in a store could not be read. Reading goes on behind it. */
export type DamageReason = 'checksum' | 'missing_base' | 'newer_version' | 'not_an_event' | 'not_json' | 'torn'

export type Damage = {
  readonly reason: DamageReason
  /** A file or table. */
  readonly place: string
  /** Counted from 1, where the place has lines. */
  readonly line?: number
  /** Bytes from the start, where the place has bytes. */
  readonly offset?: number
  readonly detail?: string
}

export type ReadRange = {
  /** ISO 8601, UTC; inclusive. Events without a time are always read. */
  readonly since?: string
  /** ISO 8601, UTC; exclusive. */
  readonly until?: string
  readonly types?: readonly LogEvent['type'][]
  /** Called for every piece that cannot be read; without it damage is skipped silently. */
  readonly onDamage?: (damage: Damage) => void
}

/** Where a scan stood: opaque, and valid for the store that gave it. */
export type Cursor = string

export type ScanOptions = ReadRange & {
  /** Goes on behind this cursor. */
  readonly after?: Cursor
  /** Reads one of `count` shares, `index` from 0. The shares are disjoint and together hold every event. */
  readonly shard?: { readonly index: number; readonly count: number }
}

export type Scanned = { readonly event: LogEvent; readonly cursor: Cursor }

/** What an erasure did: rows hidden from readers, rows removed, and rows that are still to be removed. */
export type ErasureResult = {
  readonly erasure: Erasure
  readonly hidden: number
  readonly rewritten: number
  readonly pending: number
}

/**
 * Where log events rest. Every implementation passes `testStore` from `finetap/testing`.
 *
 * Events are facts: a store adds nothing, changes nothing and gives back what it was given, in order per writer.
 */
export type Store = {
  readonly name: string
  readonly capabilities: StoreCapabilities
  /**
   * Resolves when the events are as durable as `capabilities.durability` says; order within and between calls is kept.
   *
   * @throws FinetapError `store_unwritable`, `store_closed` or `store_failed`; then none of the events is promised.
   */
  append(events: readonly LogEvent[]): Promise<void>
  /**
   * For the end of the process, when nothing can be awaited: returns once what `append` was given and has not yet
   * acknowledged, and then `events`, are as durable as `capabilities.durability` says. Absent where a store cannot do it.
   *
   * @throws FinetapError like `append`.
   */
  appendSync?(events: readonly LogEvent[]): void
  /**
   * Whole events: histories are complete, erased generations are left out.
   *
   * @throws FinetapError `log_missing` when there is nothing to read from, `source_unreadable` when it cannot be opened.
   */
  read(range?: ReadRange): AsyncIterable<LogEvent>
  /** `read` with a cursor behind each event, for tailing, resuming and sharing the work. */
  scan(options?: ScanOptions): AsyncIterable<Scanned>
  /** Forgets what the selector names, see `capabilities.erasure`. */
  erase(selector: ErasureSelector, options?: { readonly reason?: string }): Promise<ErasureResult>
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>
  /** Flushes and lets go of files and connections. Later appends are refused. */
  close(): Promise<void>
}
