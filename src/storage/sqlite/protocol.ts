import type { ErasureSelector } from '../../core/erasure.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Damage, ErasureResult, ScanOptions } from '../../core/store.ts'
import type { Failure } from '../../core/failure.ts'

/** What the thread is told of a store. */
export type Settings = {
  readonly file: string
  readonly durability: 'process' | 'disk'
  readonly secret: string | undefined
  readonly busyTimeoutMs: number
  /** Whether rows are erased in the thread that is told this, or in one that it has for that. */
  readonly erasesHere: boolean
}

/** Which rows a scan wants. Times are milliseconds since 1970. */
export type Wanted = {
  readonly types?: readonly LogEvent['type'][] | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly shard?: ScanOptions['shard']
}

/** The rows behind `after`, up to and with `last`. */
export type PageQuery = { readonly after: number; readonly last: number; readonly wanted: Wanted }

export type PageRow =
  | { readonly ok: true; readonly sequence: number; readonly body: string }
  | { readonly ok: false; readonly damage: Damage }

/** `after`: where the next page begins; undefined behind the last one. */
export type Page = { readonly rows: readonly PageRow[]; readonly after: number | undefined }

/** The sequences between which all wanted rows lie, as it was when the scan began. */
export type Extent = { readonly first: number; readonly last: number }

export type Job =
  | { readonly kind: 'append'; readonly events: readonly LogEvent[] }
  | { readonly kind: 'erase'; readonly selector: ErasureSelector; readonly reason: string | undefined }
  | { readonly kind: 'extent'; readonly wanted: Wanted }
  | { readonly kind: 'page'; readonly query: PageQuery }
  | { readonly kind: 'chain'; readonly id: string }
  | { readonly kind: 'flush' }
  | { readonly kind: 'close' }

export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'erased'; readonly result: ErasureResult }
  | { readonly kind: 'extent'; readonly extent: Extent }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'chain'; readonly bodies: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }

export type StoreTalk = {
  readonly job: { readonly kind: 'open'; readonly settings: Settings } | Job
  readonly answer: Answer
  readonly news: never
}
