import { timeOf, type LogEvent } from '../../core/log-event.ts'
import type { ReadRange, Store } from '../../core/store.ts'
import { scanOf, textKey, type Target } from './target.ts'

/** Finds out what the target has taken and does not show, because it was erased there before. */
export type Forgotten = {
  /** Told of what was appended, and flushed; gives what turned out to be forgotten since. */
  readonly among: (events: readonly LogEvent[]) => Promise<readonly LogEvent['type'][]>
  /** Gives the rest. */
  readonly rest: () => Promise<readonly LogEvent['type'][]>
}

export type ForgottenOptions = {
  readonly to: Store
  readonly target: Target
  /** The target is asked about so many at once (default 100,000). */
  readonly asked?: number
}

const ASKED = 100_000

/** A store does not say what it hides: it is read again, where something was erased in it. */
export function createForgotten({ to, target, asked = ASKED }: ForgottenOptions): Forgotten {
  let { hasErased, end } = target
  /** By key, with one type for each time that it was given. */
  let taken = new Map<string, LogEvent['type'][]>()
  let times = noTimes()

  function take(event: LogEvent): void {
    // Nothing else is ever hidden.
    if (event.type !== 'generation' && event.type !== 'feedback' && event.type !== 'review') return
    const key = textKey(event)
    const types = taken.get(key)
    if (types === undefined) taken.set(key, [event.type])
    else types.push(event.type)
    const time = Date.parse(timeOf(event))
    if (!Number.isNaN(time)) times = { first: Math.min(times.first, time), last: Math.max(times.last, time) }
  }

  async function rest(): Promise<readonly LogEvent['type'][]> {
    if (taken.size === 0) return []
    for await (const { event, cursor } of scanOf(to, {
      ...rangeOf(times),
      ...(end === undefined ? {} : { after: end }),
    })) {
      taken.delete(textKey(event))
      if (!to.capabilities.idempotent) end = cursor
    }
    const hidden = [...taken.values()].flat()
    taken = new Map()
    times = noTimes()
    return hidden
  }

  return {
    async among(events) {
      hasErased ||= events.some(({ type }) => type === 'erasure')
      if (!hasErased) return []
      for (const event of events) take(event)
      return taken.size < asked ? [] : rest()
    },
    rest,
  }
}

type Times = { readonly first: number; readonly last: number }

function noTimes(): Times {
  return { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY }
}

/** The last moment that there is. */
const LAST = 8.64e15

/** Spares a store that is ordered by time most of its rows. */
function rangeOf({ first, last }: Times): ReadRange {
  if (first > last) return {}
  const since = new Date(first).toISOString()
  return last >= LAST ? { since } : { since, until: new Date(last + 1).toISOString() }
}
