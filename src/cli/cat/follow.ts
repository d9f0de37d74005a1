import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Damage, ReadRange, Store } from '../../core/store.ts'

const BETWEEN_LOOKS_MS = 300
/** How much longer it waits than it has looked. */
const LOOKING_SHARE = 4

export type FollowOptions = {
  readonly range: ReadRange
  readonly signal: AbortSignal
  readonly onDamage: (damage: Damage) => void
  /** All that is there has been given; more may come. */
  readonly onPause: () => Promise<void>
}

/** What a store holds and then what comes, until the signal aborts. */
export async function* follow(
  store: Store,
  { range, signal, onDamage, onPause }: FollowOptions,
): AsyncGenerator<LogEvent> {
  const told = createOnce(onDamage)
  let after: Cursor | undefined
  while (!signal.aborted) {
    const start = performance.now()
    for await (const { event, cursor } of store.scan({ ...range, after, onDamage: told })) {
      after = cursor
      yield event
      if (signal.aborted) return
    }
    await onPause()
    // Where no event has come yet there is no cursor either, and each look reads all of the range.
    const pause = Math.max(BETWEEN_LOOKS_MS, (performance.now() - start) * LOOKING_SHARE)
    await sleep(pause, undefined, { signal }).catch(() => {})
  }
}

/** What is damaged behind the last event is found with each look. A torn line is one that is being written. */
function createOnce(tell: (damage: Damage) => void): (damage: Damage) => void {
  const known = new Set<string>()
  return (damage) => {
    const place = `${damage.place}:${damage.offset ?? damage.line ?? ''}`
    if (damage.reason === 'torn' || known.has(place)) return
    known.add(place)
    tell(damage)
  }
}
