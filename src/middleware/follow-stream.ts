import type { Call, Outcome, PartialOutcome, UnfinishedStatus } from './call.ts'
import { isAbort } from './error-note.ts'
import type { StreamTap } from './stream-tap.ts'

/** How an adapter reads the chunks of its framework. It must not hold the call. */
export type StreamReading<Chunk> = {
  /** Takes a chunk in; true when it carries a piece of the answer. */
  chunk(chunk: Chunk): boolean
  /** What has arrived so far. */
  result(): PartialOutcome
  /** True once the terminal event was seen. */
  isComplete(): boolean
  /** The error that the provider put into the stream, if it did. */
  failure(): unknown
  /** What the provider put into the stream, where a client threw an error of its own making instead of handing it on. */
  failureIn?(error: unknown): unknown
  /** True for an error by which a client says that the stream ended without its terminal event. */
  isTruncation?(error: unknown): boolean
}

/**
 * Follows a streamed call to its one end: `ok` behind the terminal event, also when the reader then leaves; `error` when
 * the stream fails or carries a failure; `aborted` when the reader leaves early or the app's signal fires; `interrupted`
 * when the stream just ends; `abandoned` when nobody reads on.
 */
export function followStream<Chunk>(call: Call, reading: StreamReading<Chunk>): StreamTap<Chunk> {
  call.waiting(false)
  call.whenUnfinished(whenUnfinished(reading))

  function end(unfinished: 'aborted' | 'interrupted'): void {
    call.end(() => outcomeOf(reading, unfinished))
  }

  return {
    asked: () => call.waiting(true),
    chunk(chunk) {
      // Abandoned, or dropped: what comes now is nobody's.
      if (!call.isOpen) return
      call.waiting(false)
      try {
        if (reading.chunk(chunk)) call.firstToken()
      } catch (cause) {
        call.drop(cause)
      }
    },
    done: () => end('interrupted'),
    failed(error) {
      // An abort behind the terminal event stops nothing but the transport.
      if (isAbort(error) && reading.isComplete()) end('aborted')
      else if (isTruncation(reading, error)) end('interrupted')
      else call.fail(failureIn(reading, error) ?? error, () => reading.result())
    },
    cancelled: () => end('aborted'),
  }
}

// A closure of its own: one made in followStream would hold the call.
function whenUnfinished<Chunk>(reading: StreamReading<Chunk>): (status: UnfinishedStatus) => Outcome {
  return (status) => outcomeOf(reading, status)
}

function outcomeOf<Chunk>(reading: StreamReading<Chunk>, unfinished: UnfinishedStatus | 'interrupted'): Outcome {
  const error = reading.failure()
  const result = reading.result()
  if (error !== undefined) return { ...result, status: isAbort(error) ? 'aborted' : 'error', error }
  return { ...result, status: reading.isComplete() ? 'ok' : unfinished }
}

function failureIn<Chunk>(reading: StreamReading<Chunk>, error: unknown): unknown {
  try {
    return reading.failureIn?.(error)
  } catch {
    return undefined
  }
}

function isTruncation<Chunk>(reading: StreamReading<Chunk>, error: unknown): boolean {
  try {
    return reading.isTruncation?.(error) === true
  } catch {
    return false
  }
}
