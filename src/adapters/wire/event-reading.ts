import { field } from '../../core/field.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { LARGEST_EVENT } from './byte-lines.ts'
import { createNdjsonParser, parseJson } from './ndjson.ts'
import { unreadable, type Protocol } from './protocol.ts'
import { createSseParser, type SseEvent, type StreamParser } from './sse.ts'

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
  function take({ event, data }: SseEvent): void {
    if (data === DONE) isDone = true
    if (isDone) return value(DONE)
    const parsed = parseJson(data)
    if (event === 'error') value(asError(parsed === undefined ? data : parsed.json))
    else if (parsed === undefined) refuse(data)
    else value(parsed.json)
  }
  function takeIfWhole(event: SseEvent): void {
    if (event.data === DONE || parseJson(event.data) !== undefined) take(event)
  }
  const parser: StreamParser =
    framing === 'sse'
      ? createSseParser(take, LARGEST_EVENT, takeIfWhole)
      : createNdjsonParser({ value, malformed: refuse })

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

/** What an event named `error` says, in the form that all protocols know: some servers leave out what is around it. */
function asError(sent: unknown): object {
  const error = field(sent, 'error') ?? sent
  return { type: 'error', error: typeof error === 'string' ? { message: error } : error }
}
