import type { Call, Outcome } from './call.ts'
import { isAbort } from './error-note.ts'
import type { StreamTap } from './stream-tap.ts'

/** How an adapter reads the chunks of its framework. */
export type StreamReading<Chunk> = {
  /** Takes a chunk in; true when it carries a piece of the answer. */
  chunk(chunk: Chunk): boolean
  /** What has arrived so far. */
  result(): Omit<Outcome, 'status' | 'error'>
  /** True once the terminal event was seen. */
  isComplete(): boolean
  /** The error that the provider put into the stream, if it did. */
  failure(): unknown
  /** True for an error by which a client says that the stream ended without its terminal event. */
  isTruncation?(error: unknown): boolean
}

/**
 * Follows a streamed call to its one end: `ok` behind the terminal event, also when the reader then leaves; `error` when
 * the stream fails or carries a failure; `aborted` when the reader leaves early or the app's signal fires; `interrupted`
 * when the stream just ends.
 */
export function followStream<Chunk>(call: Call, reading: StreamReading<Chunk>): StreamTap<Chunk> {
  // A model that ignores the signal is simply no longer read, so nothing else would tell us.
  call.onAbort(() => end('aborted'))

  function end(unfinished: 'aborted' | 'interrupted'): void {
    call.end(() => {
      const error = reading.failure()
      const result = reading.result()
      if (error !== undefined) return { ...result, status: isAbort(error) ? 'aborted' : 'error', error }
      return { ...result, status: reading.isComplete() ? 'ok' : unfinished }
    })
  }

  function isTruncation(error: unknown): boolean {
    try {
      return reading.isTruncation?.(error) === true
    } catch {
      return false
    }
  }

  return {
    chunk(chunk) {
      try {
        if (reading.chunk(chunk)) call.firstToken()
      } catch (cause) {
        call.drop(cause)
      }
    },
    done: () => end('interrupted'),
    failed(error) {
      if (isTruncation(error)) end('interrupted')
      else call.fail(error, () => reading.result())
    },
    cancelled: () => end('aborted'),
  }
}
