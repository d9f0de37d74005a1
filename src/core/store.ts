import type { Erasure, ErasureSelector } from './erasure.ts'
import type { LogEvent } from './log-event.ts'

/**
 * What has happened to an event when `append` resolves. `memory`: this process holds it. `process`: the operating
 * system holds it, so it survives the death of this process. `disk`: the disk holds it, so it survives a power cut.
 */
export type Durability = 'memory' | 'process' | 'disk'

export type StoreCapabilities = {
  readonly durability: Durability
  /** Other processes may write to the same place at the same time. Where not, they are refused with `store_locked`. */
  readonly shared: boolean
  /** `rewrite`: erased rows are removed, those of other living writers by these. `hide`: they are only hidden. */
  readonly erasure: 'rewrite' | 'hide'
  /** An event whose type and id are there already is not kept a second time. Where false, it may be. */
  readonly idempotent: boolean
}

/** Why something in a store could not be read. Reading goes on behind it. */
export type DamageReason =
  | 'checksum'
  | 'missing_base'
  | 'missing_blob'
  | 'newer_version'
  | 'not_an_event'
  | 'not_json'
  | 'torn'

export type Damage = {
  readonly reason: DamageReason
  /** A file or table. */
  readonly place: string
  /** Counted from 1, where the place has lines. */
  readonly line?: number | undefined
  /** Bytes from the start, where the place has bytes. */
  readonly offset?: number | undefined
  readonly detail?: string | undefined
}

export type ReadRange = {
  /** ISO 8601, UTC; inclusive. Events without a time are always read. */
  readonly since?: string | undefined
  /** ISO 8601, UTC; exclusive. */
  readonly until?: string | undefined
  readonly types?: readonly LogEvent['type'][] | undefined
  /** Called for every piece that cannot be read; without it damage is skipped silently. */
  readonly onDamage?: ((damage: Damage) => void) | undefined
}

/** A range of events of these types alone. */
export type RangeOf<Type extends LogEvent['type']> = ReadRange & { readonly types: readonly Type[] }

/** The events of these types. */
export type EventOf<Type extends LogEvent['type']> = Extract<LogEvent, { readonly type: Type }>

/** Where a scan stood: opaque, and valid for the store that gave it. */
export type Cursor = string

export type ScanOptions = ReadRange & {
  /** Goes on behind this cursor. */
  readonly after?: Cursor | undefined
  /** Reads one of `count` shares, `index` from 0. The shares are disjoint and together hold every event. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined
}

export type Scanned = { readonly event: LogEvent; readonly cursor: Cursor }

/** What an erasure did, counted in generations; feedback and reviews about them go with them, and are not counted. */
export type ErasureResult = {
  readonly erasure: Erasure
  /** No longer given to readers. */
  readonly hidden: number
  /** Of these, removed from where they were. */
  readonly rewritten: number
  /** Of these, still there: other living writers remove their own. */
  readonly pending: number
}

/** An event that `append` took and that the store could not keep after all. */
export type LateRefusal = {
  readonly event: LogEvent
  readonly why: string
  /** Where it was set aside: a file. */
  readonly keptIn: string
}

/**
 * Where log events rest. Every implementation passes `testStore` from `finetap/testing`.
 *
 * Events are facts: a store adds nothing, changes nothing and gives back what it was given, in order per writer.
 */
export type Store = {
  /** What it is and where, for people: `jsonl (/var/log/chats)`. Holds no password. */
  readonly name: string
  readonly capabilities: StoreCapabilities
  /**
   * Resolves when the events are as durable as `capabilities.durability` says; order within and between calls is kept.
   *
   * @throws FinetapError `record_invalid` when one of them is no event or JSON cannot carry it, `store_unwritable`, `store_locked`,
   * `store_full`, `store_closed` or `store_failed`; then none of the events is promised.
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
   * Whole events: histories are complete, erased generations are left out. Of a range with `types` the events have these
   * types for the compiler too.
   *
   * @throws FinetapError `log_missing` when there is nothing to read from, `source_unreadable` when it cannot be opened.
   */
  read<Type extends LogEvent['type']>(range: RangeOf<Type>): AsyncIterable<EventOf<Type>>
  read(range?: ReadRange): AsyncIterable<LogEvent>
  /** `read` with a cursor behind each event, for tailing, resuming and sharing the work. */
  scan(options?: ScanOptions): AsyncIterable<Scanned>
  /**
   * Forgets what the selector names: reads that begin when this has resolved do not see it, nor when it is appended
   * again; one that is under way may still give it. What is there goes whatever its clock said of when it started; what
   * is appended later and started later is kept.
   *
   * @throws FinetapError `bad_option` when the selector names nothing, and like `append`.
   */
  erase(selector: ErasureSelector, options?: { readonly reason?: string | undefined }): Promise<ErasureResult>
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>
  /**
   * Calls the listener with what was taken and is refused after all, before `flush` resolves; it may hear of one twice.
   * Gives what ends this. Absent where `append` itself refuses what the store cannot keep.
   */
  onRefused?(listener: (refusals: readonly LateRefusal[]) => void): () => void
  /** Flushes and lets go of files and connections. Later appends are refused. */
  close(): Promise<void>
}
