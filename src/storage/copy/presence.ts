import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'
import { createHeld } from './held.ts'
import { createRecentKeys } from './recent-keys.ts'
import { scanOf, textKey, type Target } from './target.ts'

/** Tells what the target has already. */
export type Presence = {
  /**
   * The events that the target lacks, each once.
   *
   * @param after the cursor of the source before the first of them
   */
  readonly without: (events: readonly LogEvent[], after: Cursor | undefined) => Promise<readonly LogEvent[]>
  /** Told of what the target has taken of them. */
  readonly arrived: (events: readonly LogEvent[]) => void
}

export type PresenceOptions = {
  readonly from: Store
  readonly to: Store
  readonly target: Target
  /** So many events are looked up at once (default 200,000), and half as many of those that arrived are known. */
  readonly lookedUp?: number
}

/** Each look-up reads the whole target; so many keys take about 20 MB. */
const LOOKED_UP = 200_000

/**
 * What the filter of the target does not know is surely not there, and goes by at once: a copy that is continued reads the
 * target once. The others, which are rare unless a copy is begun anew, are looked up in the target: many at once, those
 * that follow in the source too. A source may hold an event twice, mostly soon after: what arrived of late needs no look-up.
 */
export function createPresence({ from, to, target, lookedUp = LOOKED_UP }: PresenceOptions): Presence {
  const held = createHeld(to, target.held)
  const recent = createRecentKeys(Math.ceil(lookedUp / 2))
  /** What was looked up, and whether it is there. */
  let known = new Map<string, boolean>()

  async function lookUp(events: readonly LogEvent[], after: Cursor | undefined): Promise<void> {
    known = new Map(events.map((event) => [textKey(event), false]))
    for await (const { event } of scanOf(from, after === undefined ? {} : { after })) {
      if (known.size >= lookedUp) break
      if (held.mayHold(event)) known.set(textKey(event), false)
    }
    for await (const event of held.events()) {
      const key = textKey(event)
      if (known.has(key)) known.set(key, true)
    }
  }

  return {
    async without(events, after) {
      await held.learn(events)
      const suspects = events.filter((event) => held.mayHold(event) && !recent.has(textKey(event)))
      // The source may give them in another order than it did when they were looked up.
      if (suspects.some((event) => !known.has(textKey(event)))) await lookUp(suspects, after)
      const given = new Set<string>()
      return events.filter((event) => {
        if (!held.tells(event)) return true
        const key = textKey(event)
        if (recent.has(key) || known.get(key) === true || given.has(key)) return false
        given.add(key)
        return true
      })
    },
    arrived(events) {
      for (const event of events) {
        if (!held.tells(event)) continue
        const key = textKey(event)
        held.add(event)
        recent.add(key)
        if (known.has(key)) known.set(key, true)
      }
    },
  }
}
