import type { ExchangeCall } from '../begin-exchange.ts'
import { tapEvents, tapWhole, type BodyTap } from './body-tap.ts'

const BLANKS: ReadonlySet<number> = new Set(Buffer.from(' \t\r\n\uFEFF'))
// With these the lines of event streams begin: `data`, `event`, `id`, `retry`, and comments.
const BEGINNINGS: ReadonlySet<number> = new Set(Buffer.from('deir:'))

/**
 * Follows the answer to a request for an event stream that may as well be one JSON value, whatever its content type says:
 * servers that know no streams send that, and some proxies call event streams JSON. The first byte tells.
 */
export function tapAsBegun(exchange: ExchangeCall): BodyTap {
  let tap = tapWhole(exchange.call, exchange)
  let isBegun = false
  return {
    asked: () => tap.asked(),
    chunk(bytes) {
      // The streams of an app's tests may bring anything; that is for the tap to say.
      if (isBegun || !ArrayBuffer.isView(bytes)) return tap.chunk(bytes)
      const begin = bytes.findIndex((byte) => !BLANKS.has(byte))
      if (begin === -1) return tap.chunk(bytes)
      isBegun = true
      const first = bytes[begin]
      if (first !== undefined && BEGINNINGS.has(first)) tap = tapEvents(exchange, 'sse')
      tap.chunk(bytes.subarray(begin))
    },
    done: () => tap.done(),
    failed: (error) => tap.failed(error),
    cancelled: (reason) => tap.cancelled(reason),
    json: (value) => tap.json(value),
  }
}
