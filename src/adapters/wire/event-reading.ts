import type { StreamReading } from '../../middleware/follow-stream.ts'
import { createNdjsonParser, parseJson } from './ndjson.ts'
import { unreadable, type Protocol } from './protocol.ts'
import { createSseParser, type StreamParser } from './sse.ts'

// By this OpenAI, and who speaks like it, end a stream; it is no JSON.
const DONE = '[DONE]'

/** Reads the bytes of a stream. */
export type EventReading = StreamReading<Uint8Array> & {
  /** The stream ended: what is left counts too, if it is whole. */
  ended(): void
  /** True once nothing can follow that belongs to the answer, so that nobody needs to wait for the end of the bytes. */
  isOver(): boolean
}

/** The reading of a protocol's events, over the bytes in which they come. */
export function readEvents(framing: Protocol['framing'], reading: StreamReading<unknown>): EventReading {
  let isDone = false
  let carries = false
  let isEmpty = true
  let malformed: unknown

  function value(json: unknown): void {
    isEmpty = false
    if (reading.chunk(json)) carries = true
  }
  function refuse(text: string): void {
    malformed ??= unreadable(text).error
  }
  function data(text: string): void {
    if (text === DONE) isDone = true
    const parsed = isDone ? { json: DONE } : parseJson(text)
    if (parsed === undefined) refuse(text)
    else value(parsed.json)
  }
  const parser: StreamParser =
    framing === 'sse' ? createSseParser((event) => data(event.data)) : createNdjsonParser({ value, malformed: refuse })

  const isComplete = (): boolean => isDone || reading.isComplete()
  return {
    chunk(bytes) {
      carries = false
      parser.push(bytes)
      return carries
    },
    result: () => reading.result(),
    isComplete,
    // A line that is none does no harm to an answer that came whole.
    failure: () => reading.failure() ?? (isComplete() ? undefined : malformed),
    ended() {
      parser.end()
      // A server that just closes gives no answer, not the beginning of one.
      if (isEmpty) refuse('')
    },
    // Behind the last piece of an SSE protocol there may be usage.
    isOver: () => isDone || reading.failure() !== undefined || (framing === 'ndjson' && reading.isComplete()),
  }
}
