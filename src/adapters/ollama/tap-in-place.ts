import { field } from '../../core/field.ts'
import type { Call } from '../../middleware/call.ts'
import { followStream } from '../../middleware/follow-stream.ts'
import { tapIterator } from '../../middleware/stream-tap.ts'
import type { ExchangeCall } from '../wire/begin-exchange.ts'

/** Follows the client's own stream; only how it is walked through is replaced, on the object itself. */
export function tapInPlace(stream: AsyncIterable<unknown>, { call, reading }: ExchangeCall): void {
  const begin = stream[Symbol.asyncIterator].bind(stream)
  const tap = followStream(call, reading())
  endOnAbort(stream, new WeakRef(call))
  Object.defineProperty(stream, Symbol.asyncIterator, {
    value: () => tapIterator(begin(), tap),
    configurable: true,
    writable: true,
    enumerable: false,
  })
}

/** The app may abort a stream and never read it again. */
function endOnAbort(stream: object, call: WeakRef<Call>): void {
  const signal = field(field(stream, 'abortController'), 'signal')
  if (!(signal instanceof AbortSignal)) return
  // Weak, because fetch holds the signal: a stream that the app let go of could not be collected.
  signal.addEventListener('abort', () => call.deref()?.aborting(), { once: true })
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
