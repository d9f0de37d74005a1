import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'
import { digestOf } from './key-filter.ts'
import { scanOf, textKey, type Target } from './target.ts'

/** Tells what the target has already. */
export type Presence = {
  /**
   * The events that the target lacks.
   *
   * @param after the cursor of the source before the first of them
   */
  readonly without: (events: readonly LogEvent[], after: Cursor | undefined) => Promise<readonly LogEvent[]>
}

export type PresenceOptions = {
  readonly from: Store
  readonly to: Store
  readonly target: Target
  /** So many events are looked up at once (default 200,000). */
  readonly lookedUp?: number
}

/** Each look-up reads the whole target; so many keys take about 20 MB. */
const LOOKED_UP = 200_000

/**
 * What the filter of the target does not know is surely not there, and goes by at once: a copy that is continued reads the
 * target once. The others, which are rare unless a copy is begun anew, are looked up in the target: many at once, those
 * that follow in the source too.
 */
export function createPresence({ from, to, target: { held }, lookedUp = LOOKED_UP }: PresenceOptions): Presence {
  /** What was looked up, and whether it is there. */
  let known = new Map<string, boolean>()

  const isSuspect = (event: LogEvent): boolean => held?.mayHold(digestOf(event)) === true

  async function lookUp(events: readonly LogEvent[], after: Cursor | undefined): Promise<void> {
    known = new Map(events.map((event) => [textKey(event), false]))
    for await (const { event } of scanOf(from, after === undefined ? {} : { after })) {
      if (known.size >= lookedUp) break
      if (isSuspect(event)) known.set(textKey(event), false)
    }
    for await (const { event } of scanOf(to)) {
      const key = textKey(event)
      if (known.has(key)) known.set(key, true)
    }
  }

  return {
    async without(events, after) {
      if (held === undefined) return events
      const suspects = events.filter(isSuspect)
      // The source may give them in another order than it did when they were looked up.
      if (suspects.some((event) => !known.has(textKey(event)))) await lookUp(suspects, after)
      return events.filter((event) => known.get(textKey(event)) !== true)
    },
  }
}
