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

/**
 * Follows a stream through its own object; only how it is walked through is replaced. Who leaves it early counts as the app:
 * also code of the client that throws at what it has read, such as `.stream()` at events in another order, or the step by
 * which openai 7 makes chunks uniform. It leaves as a `break` does, and throws elsewhere.
 */
export function tapStream(stream: ApiStream, call: Call, reading: StreamReading<unknown>): void {
  const tap = new AbortableTap(call, followStream(call, reading))
  let isTaken = false
  override(stream, 'iterator', (own) => (...values) => {
    const source = own(...values)
    // A second walk is refused by the client, and is none of the first one's business.
    if (isTaken || !isAsyncIterator(source)) return source
    isTaken = true
    return tapIterator(source, tap)
  })
  tellOfAbort(field(field(stream, 'controller'), 'signal'), new WeakRef(tap))
}

/** The app may abort a stream and never read it again. Weak, because the transport holds the signal. */
function tellOfAbort(signal: unknown, tap: WeakRef<AbortableTap>): void {
  if (!(signal instanceof AbortSignal)) return
  if (signal.aborted) tap.deref()?.aborted(signal.reason)
  else signal.addEventListener('abort', () => tap.deref()?.aborted(signal.reason), { once: true })
}

/**
 * Tells a failure that is the app's abort from one behind which the client aborts to clean up: a client does so only while
 * a read is on its way, and that read fails with another error than the reason of the abort.
 */
class AbortableTap implements StreamTap<unknown> {
  readonly #call: Call
  readonly #tap: StreamTap<unknown>
  #pending = 0
  #abort: { readonly reason: unknown; readonly isBetweenReads: boolean } | undefined

  constructor(call: Call, tap: StreamTap<unknown>) {
    this.#call = call
    this.#tap = tap
  }

  readonly asked = (): void => {
    this.#pending += 1
    this.#tap.asked()
  }

  readonly chunk = (chunk: unknown): void => {
    this.#pending -= 1
    this.#tap.chunk(chunk)
  }

  readonly done = (): void => this.#tap.done()

  readonly failed = (error: unknown): void => {
    const abort = this.#abort
    if (abort !== undefined && (abort.isBetweenReads || abort.reason === error)) this.#tap.cancelled(error)
    else this.#tap.failed(error)
  }

  readonly cancelled = (reason: unknown): void => this.#tap.cancelled(reason)

  aborted(reason: unknown): void {
    this.#abort = { reason, isBetweenReads: this.#pending === 0 }
    // What the client still holds, and the app still reads, belongs to the answer.
    this.#call.aborting()
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof field(value, 'next') === 'function'
}
