import { field } from '../../../core/field.ts'
import type { Outcome } from '../../../middleware/call.ts'
import type { ExchangeCall } from '../begin-exchange.ts'
import { tapEvents, tapWhole, type BodyTap } from './body-tap.ts'
import type { Protocol } from '../protocol.ts'
import { refusal, type StatusLine } from './refusal.ts'
import { tapAsBegun } from './tap-as-begun.ts'
import { tapBody } from './tap-body.ts'

/** How the answer was asked for. */
export type Wanted = Pick<Protocol, 'framing'> & { readonly stream: boolean }

/** Follows the answer as the app reads it, on the very object that `fetch` gave. Never throws. */
export function followResponse(exchange: ExchangeCall, wanted: Wanted, response: unknown): void {
  const { call } = exchange
  try {
    if (typeof response !== 'object' || response === null) throw new TypeError('fetch gave no response')
    const branch = tapFor(exchange, wanted, response)
    // A status without a body, such as 204.
    if (field(response, 'body') === null) branch().done()
    // Nobody will tell what comes of it; the record says what is known.
    else if (!tapBody(response, branch)) call.end(unfollowed(response))
  } catch (cause) {
    call.drop(cause)
  }
}

/** Makes a tap for each reader: the response, and each clone of it. */
function tapFor(exchange: ExchangeCall, { framing, stream }: Wanted, response: object): () => BodyTap {
  const { call, outcome } = exchange
  if (isRefused(response)) {
    exchange.refused()
    const line = statusLineOf(response)
    return () => tapWhole(call, { outcome: (answer) => refusal(line, answer), unread: unreadRefusal(line) })
  }
  const shape = shapeOf(contentTypeOf(response), framing, stream)
  if (shape === 'unsure') return () => tapAsBegun(exchange)
  return () => (shape === 'events' ? tapEvents(exchange, framing) : tapWhole(call, { outcome }))
}

function unfollowed(response: object): () => Outcome {
  return isRefused(response) ? unreadRefusal(statusLineOf(response)) : () => ({ status: 'abandoned' })
}

function isRefused(response: object): boolean {
  return field(response, 'ok') !== true
}

// Made apart from the call, which it must not hold.
function unreadRefusal(line: StatusLine): () => Outcome {
  return () => refusal(line)
}

function statusLineOf(response: object): StatusLine {
  const statusText = field(response, 'statusText')
  return { status: Number(field(response, 'status')), statusText: typeof statusText === 'string' ? statusText : '' }
}

function contentTypeOf(response: object): string {
  const headers = field(response, 'headers')
  const get = field(headers, 'get')
  const type: unknown = typeof get === 'function' ? Reflect.apply(get, headers, ['content-type']) : undefined
  return typeof type === 'string' ? type.toLowerCase() : ''
}

/** As the server says; where its word could mean either, or nothing, as it was asked for. */
function shapeOf(contentType: string, framing: Protocol['framing'], stream: boolean): 'events' | 'whole' | 'unsure' {
  if (contentType.includes('event-stream') || contentType.includes('ndjson')) return 'events'
  if (contentType.includes('html') || !stream) return 'whole'
  // A line of JSON is a whole answer, too.
  return framing === 'ndjson' ? 'events' : 'unsure'
}
