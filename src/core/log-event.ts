import type { Erasure } from './erasure.ts'
import type { Feedback } from './feedback.ts'
import type { Gap } from './gap.ts'
import type { Generation, RECORD_VERSION } from './generation.ts'
import type { JsonObject } from './json.ts'
import type { Review } from './review.ts'

/** An event of a type that this version does not know. `value` is the whole line; stores write it back unchanged. */
export type OtherEvent = {
  readonly v: typeof RECORD_VERSION
  readonly type: 'other'
  readonly id: string
  readonly kind: string
  readonly value: JsonObject
}

/** What is appended to the log, told apart by `type`. Nothing in the log is ever changed in place. */
export type LogEvent = Generation | Feedback | Review | Erasure | Gap | OtherEvent

/** When an event happened: the start of a generation, the moment of anything else. ISO 8601, UTC; `''` if unknown. */
export function timeOf(event: LogEvent): string {
  switch (event.type) {
    case 'generation':
      return event.startedAt
    case 'other':
      return typeof event.value['at'] === 'string' ? event.value['at'] : ''
    default:
      return event.at
  }
}
