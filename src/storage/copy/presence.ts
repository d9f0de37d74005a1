import { FinetapError } from '../../core/errors.ts'
import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor, Store } from '../../core/store.ts'

/** Tells what the target has already. */
export type Presence = {
  /**
   * The events that the target lacks.
   *
   * @param after the cursor of the source before the first of them
   */
  readonly without: (events: readonly LogEvent[], after: Cursor | undefined) => Promise<readonly LogEvent[]>
}

/** So many events are looked up at once: each look-up reads the whole target. */
const LOOKED_UP = 50_000

/**
 * Where the target does not refuse what it has, the next events of the source are looked up in it before the first one is
 * appended. When none of them is there, nor are those behind them: what an earlier run appended is a beginning of what was
 * left to copy. When some are, the same is asked again behind them.
 */
export function createPresence(from: Store, to: Store): Presence {
  let known: ReadonlySet<string> = new Set()
  let lookedUp = 0
  let isBehind = to.capabilities.idempotent

  async function lookUp(events: readonly LogEvent[], after: Cursor | undefined): Promise<void> {
    const next = new Set(events.map(keyOf))
    lookedUp = events.length
    // A target that is empty costs nothing.
    const isAny = await holdsAny(to)
    if (isAny && lookedUp < LOOKED_UP) {
      lookedUp = 0
      for await (const { event } of from.scan(after === undefined ? {} : { after })) {
        next.add(keyOf(event))
        lookedUp += 1
        if (lookedUp === LOOKED_UP) break
      }
    }
    known = isAny ? await thoseIn(to, next) : new Set()
    isBehind = known.size === 0
  }

  return {
    async without(events, after) {
      if (isBehind) return events
      if (lookedUp < events.length) await lookUp(events, after)
      lookedUp -= events.length
      return events.filter((event) => !known.has(keyOf(event)))
    },
  }
}

async function holdsAny(store: Store): Promise<boolean> {
  for await (const _ of eventsOf(store)) return true
  return false
}

async function thoseIn(store: Store, keys: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for await (const event of eventsOf(store)) {
    const key = keyOf(event)
    if (keys.has(key)) found.add(key)
  }
  return found
}

/** As `read`; a target that was never written to holds nothing. */
async function* eventsOf(store: Store): AsyncGenerator<LogEvent> {
  try {
    yield* store.read()
  } catch (error) {
    if (!(FinetapError.isInstance(error) && error.code === 'log_missing')) throw error
  }
}

function keyOf(event: LogEvent): string {
  // Lines of unknown types may have no id; then the whole of it tells them apart.
  const type = event.type === 'other' ? `other ${JSON.stringify(event.kind)}` : event.type
  return `${type} ${event.id === '' ? JSON.stringify(event) : event.id}`
}
