import { field } from '../../core/field.ts'
import { followStream } from '../../middleware/follow-stream.ts'
import { tapIterator, type StreamTap } from '../../middleware/stream-tap.ts'
import type { ExchangeCall } from '../wire/begin-exchange.ts'

/** Whether anybody has begun to read a stream. */
type Walk = { isBegun: boolean }

/** Follows the client's own stream; only how it is walked through is replaced, on the object itself. */
export function tapInPlace(stream: AsyncIterable<unknown>, { call, reading }: ExchangeCall): void {
  const begin = stream[Symbol.asyncIterator].bind(stream)
  const tap = followStream(call, reading())
  const walk: Walk = { isBegun: false }
  endOnAbort(stream, tap, walk)
  Object.defineProperty(stream, Symbol.asyncIterator, {
    value() {
      walk.isBegun = true
      return tapIterator(begin(), tap)
    },
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

/** The app may abort a stream and never read it again. */
function endOnAbort(stream: object, tap: StreamTap<unknown>, walk: Walk): void {
  const signal = field(field(stream, 'abortController'), 'signal')
  if (!(signal instanceof AbortSignal)) return
  signal.addEventListener('abort', cancelling(new WeakRef(tap), signal, walk), { once: true })
}

// A function of its own and a weak hold, because fetch holds the signal: a stream that the app let go of could not be
// collected.
function cancelling(tap: WeakRef<StreamTap<unknown>>, signal: AbortSignal, walk: Walk): () => void {
  const cancel = (): void => tap.deref()?.cancelled(signal.reason)
  return () => {
    // Who reads on is still given the lines that the client holds, and then its error; all of that without a pause.
    if (walk.isBegun) setImmediate(cancel)
    else cancel()
  }
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
