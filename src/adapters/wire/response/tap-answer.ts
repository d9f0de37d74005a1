import type { Outcome } from '../../../middleware/call.ts'
import type { ExchangeCall } from '../begin-exchange.ts'
import type { Protocol } from '../protocol.ts'
import { tapEvents, tapWhole, type BodyTap } from './body-tap.ts'
import { refusal, type StatusLine } from './refusal.ts'
import { tapAsBegun } from './tap-as-begun.ts'

/** How the answer was asked for. */
export type Wanted = Pick<Protocol, 'framing'> & { readonly stream: boolean }

/** What the head of an answer says. */
export type AnswerHead = StatusLine & {
  readonly contentType: string
  /** The status says no. */
  readonly isRefused: boolean
}

/** Makes a tap for each reader of an answer: the first, and for `fetch` each clone. */
export function tapAnswer(exchange: ExchangeCall, { framing, stream }: Wanted, head: AnswerHead): () => BodyTap {
  const { call, outcome } = exchange
  if (head.isRefused) {
    exchange.refused()
    const unread = unreadRefusal(head)
    return () => tapWhole(call, { outcome: (answer) => refusal(head, answer), unread })
  }
  const shape = shapeOf(head.contentType.toLowerCase(), framing, stream)
  if (shape === 'unsure') return () => tapAsBegun(exchange)
  return () => (shape === 'events' ? tapEvents(exchange, framing) : tapWhole(call, { outcome }))
}

/** Made apart from the call, which it must not hold. */
export function unreadRefusal(line: StatusLine): () => Outcome {
  return () => refusal(line)
}

/** As the server says; where its word could mean either, or nothing, as it was asked for. */
function shapeOf(contentType: string, framing: Protocol['framing'], stream: boolean): 'events' | 'whole' | 'unsure' {
  if (contentType.includes('event-stream') || contentType.includes('ndjson')) return 'events'
  if (contentType.includes('html') || !stream) return 'whole'
  // A line of JSON is a whole answer, too.
  return framing === 'ndjson' ? 'events' : 'unsure'
}
