import { Recent } from '../../../middleware/recent.ts'
import { refusal, type FeedbackAnswer } from './answer.ts'
import type { FeedbackAsked } from './asked.ts'
import { clientOfAddress } from './client-address.ts'
import type { FeedbackOptions } from './options.ts'

// Clients that are told apart; of more, the one that asked longest ago begins anew.
const MOST_CLIENTS = 10_000
// Clients whose address the host does not know share one bucket, of so many times the size.
const SHARED_BY = 20

type Bucket = { readonly tokens: number; readonly at: number }

/** Takes one of the client's tokens, and says no where there is none. */
export function createRateLimit<Request>({
  limit = {},
}: FeedbackOptions<Request>): (asked: FeedbackAsked<Request>) => FeedbackAnswer | undefined {
  if (limit === false) return () => undefined
  const { count = 30, perMs = 60_000, by } = limit
  const buckets = new Recent<Bucket>(MOST_CLIENTS)

  return (asked) => {
    const address = asked.address === undefined ? undefined : clientOfAddress(asked.address)
    const client = by?.(asked.request) ?? address
    const most = client === undefined ? count * SHARED_BY : count
    const name = client === undefined ? 'all' : `of ${client}`
    const now = performance.now()
    const { tokens, at } = buckets.get(name) ?? { tokens: most, at: now }
    const filled = Math.min(most, tokens + ((now - at) * most) / perMs)
    const isTaken = filled >= 1
    buckets.set(name, { tokens: isTaken ? filled - 1 : filled, at: now })
    return isTaken ? undefined : tooMany(((1 - filled) * perMs) / most)
  }
}

function tooMany(waitMs: number): FeedbackAnswer {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1_000)))
  const reason = {
    what: 'There was more feedback than this route takes from one client',
    fix: `try again in ${seconds} s, or raise the option limit of the feedback route`,
  }
  return refusal(429, 'too_many', reason, { 'retry-after': seconds })
}
