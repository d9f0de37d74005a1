import type { RECORD_VERSION } from './generation.ts'

/** A hole in the log: how many generations were captured but not kept since `since`, by reason. */
export type Gap = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'gap'
  readonly id: string
  /** ISO 8601, UTC: when the log could be written again. */
  readonly at: string
  /** ISO 8601, UTC: when the first one was dropped. */
  readonly since: string
  readonly dropped: { readonly [reason: string]: number }
}
