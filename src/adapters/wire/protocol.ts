import type { GenerationLabels, GenerationRequest } from '../../core/generation.ts'
import type { Outcome } from '../../middleware/call.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'

/**
 * A protocol by which clients ask model servers over HTTP. Client doors read with it what their client was given and what
 * it gave back; HTTP doors read the bodies.
 */
export type Protocol = {
  /** Such as `openai-chat`. */
  readonly name: string
  /** How the body of a stream is cut into events. */
  readonly framing: 'sse' | 'ndjson'
  /** True for a POST to this path with this body. Servers put prefixes before the path, such as `/openai/v1`. */
  readonly recognises: (path: string, body: unknown) => boolean
  /** The exchange that a request begins. Must not change or hold the body beyond `request`. */
  readonly exchange: (body: unknown) => Exchange
}

/** One request, and how its answer is read. */
export type Exchange = {
  /** Who serves models by this protocol, if it is one provider's own. */
  readonly provider?: string
  /** Such as `chat`, `completion`. */
  readonly operation: string
  readonly stream: boolean
  /** The model that is asked for; empty when the body names none. */
  readonly model: string
  /** Ids that the request carries, such as that of a conversation which the server keeps. */
  readonly labels?: GenerationLabels
  /** True when nothing is asked, as by a request that only loads a model: it is counted, and leaves no record. */
  readonly asksNothing?: boolean
  /** Copies the request. Called once at most, and at once, because clients and apps change their requests later. */
  readonly request: () => GenerationRequest
  /** What a whole answer says, given its JSON value. What is no answer of the protocol becomes an `error`. */
  readonly outcome: (answer: unknown) => Outcome
  /** Reads a stream, given the JSON values of its events one by one. */
  readonly reading: () => StreamReading<unknown>
}

/** The outcome of an answer that is none of the protocol, such as a proxy's HTML page behind status 200. */
export function unreadable(answer: unknown): Outcome {
  const found =
    answer === '' ? 'empty' : typeof answer === 'string' ? `text that begins with ${begin(answer)}` : typeof answer
  return { status: 'error', response: { messages: [] }, error: new UnreadableAnswerError(`the answer is ${found}`) }
}

function begin(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}

/** Stands in records for answers that the protocol has no place for. */
export class UnreadableAnswerError extends Error {
  override readonly name = 'UnreadableAnswerError'
}
