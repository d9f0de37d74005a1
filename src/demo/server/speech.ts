import type { Json } from '../../core/json.ts'
import type { Frame, Script } from './script.ts'

/** What is known of an answer when it has been said. */
export type Tally = {
  readonly script: Script
  readonly promptTokens: number
  /** Milliseconds: reading the request, then thinking about it, then saying the answer. */
  readonly loadMs: number
  readonly promptMs: number
  readonly evalMs: number
}

/** How an endpoint writes one answer. Made for each answer, because events are numbered and blocks are opened. */
export type Speech = {
  /** Of a stream. */
  readonly contentType: string
  /** What stands before the first frame; may be empty. */
  opening(): string
  frame(frame: Frame): string
  /** An error in the middle, where the protocol has a place for one. */
  failure(message: string): string
  closing(tally: Tally): string
  /** The body of an answer that is not streamed. */
  whole(tally: Tally): Json
}

/** One server-sent event; only some protocols name theirs. */
export function serverSentEvent(data: Json, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`
}
