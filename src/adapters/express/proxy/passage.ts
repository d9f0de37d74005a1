import type { ServerResponse } from 'node:http'
import type { Asking } from './begin.ts'
import type { HeldBody } from './held-body.ts'
import type { Recording } from './recording.ts'

/** One request on its way through a proxy, and its answer. */
export type Passage = Asking & {
  readonly response: ServerResponse
  /** A copy of the body, for the record and for a second try. */
  readonly held: HeldBody
  readonly recording: Recording
}
