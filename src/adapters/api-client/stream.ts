import { field } from '../../core/field.ts'
import type { Call } from '../../middleware/call.ts'
import { followStream, type StreamReading } from '../../middleware/follow-stream.ts'
import { tapIterator, type StreamTap } from '../../middleware/stream-tap.ts'
import { override } from './override.ts'

/** The clients' `Stream`: everything that reads it asks its `iterator` first, also `tee()` and `toReadableStream()`. */
export type ApiStream = AsyncIterable<unknown> & { readonly iterator: () => AsyncIterator<unknown> }

export function isApiStream(value: unknown): value is ApiStream {
  return typeof field(value, 'iterator') === 'function' && isAsyncIterable(value)
}

/** Follows a stream through its own object; only how it is walked through is replaced. */
export function tapStream(stream: ApiStream, call: Call, reading: StreamReading<unknown>): void {
  const tap = new AbortableTap(followStream(call, reading))
  let isTaken = false
  override(stream, 'iterator', (own) => (...values) => {
    const source = own(...values)
    // A second walk is refused by the client, and is none of the first one's business.
    if (isTaken || !isAsyncIterator(source)) return source
    isTaken = true
    return tapIterator(source, tap)
  })
  endOnAbort(field(field(stream, 'controller'), 'signal'), new WeakRef(tap))
}

/** The app may abort a stream and never read it again. Weak, because the transport holds the signal. */
function endOnAbort(signal: unknown, tap: WeakRef<AbortableTap>): void {
  if (!(signal instanceof AbortSignal)) return
  signal.addEventListener('abort', () => tap.deref()?.aborted(signal.reason), { once: true })
}

/**
 * Tells an abort by the app from one by which a client cleans up behind an error: that one comes while a read is on its
 * way, which then ends with the error. A client ends a read without one when the app aborted.
 */
class AbortableTap implements StreamTap<unknown> {
  readonly #tap: StreamTap<unknown>
  #pending = 0
  #abort: { readonly reason: unknown } | undefined

  constructor(tap: StreamTap<unknown>) {
    this.#tap = tap
  }

  readonly asked = (): void => {
    this.#pending += 1
    this.#tap.asked()
  }

  readonly chunk = (chunk: unknown): void => {
    this.#pending -= 1
    this.#tap.chunk(chunk)
    if (this.#abort !== undefined && this.#pending === 0) this.#tap.cancelled(this.#abort.reason)
  }

  readonly done = (): void => {
    if (this.#abort === undefined) this.#tap.done()
    else this.#tap.cancelled(this.#abort.reason)
  }

  readonly failed = (error: unknown): void => this.#tap.failed(error)

  readonly cancelled = (reason: unknown): void => this.#tap.cancelled(reason)

  aborted(reason: unknown): void {
    this.#abort = { reason }
    if (this.#pending === 0) this.#tap.cancelled(reason)
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof field(value, 'next') === 'function'
}
