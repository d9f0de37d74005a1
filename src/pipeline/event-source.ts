import type { LogEvent } from '../core/log-event.ts'
import { abortReason } from './unless-aborted.ts'
import type { Damage, ReadRange } from '../core/store.ts'
import { upgradeEvent } from '../core/upgrade.ts'

/** Where a build reads from: the reading half of a `Store`. */
export type EventSource = { read(range?: ReadRange): AsyncIterable<LogEvent> }

/** Makes a source of events that are at hand, or come from anywhere. What no reader would take for an event is told as damage. */
export function eventSourceOf(events: AsyncIterable<LogEvent> | Iterable<LogEvent>): EventSource {
  return { read: (range) => inTurn(events, range?.onDamage) }
}

async function* inTurn(
  events: AsyncIterable<LogEvent> | Iterable<LogEvent>,
  onDamage: ReadRange['onDamage'],
): AsyncGenerator<LogEvent> {
  let place = 0
  for await (const event of events) {
    place += 1
    const upgraded = upgradeEvent(event)
    if (upgraded.ok) yield upgraded.event
    else onDamage?.({ reason: upgraded.reason, place: `event ${place}`, detail: upgraded.detail })
  }
}

export type ReadOptions = {
  readonly onDamage: (damage: Damage) => void
  readonly signal?: AbortSignal | undefined
}

/** The events of a source, until the signal aborts: then also a source that never answers is left at once. */
export function readEvents(source: EventSource, { onDamage, signal }: ReadOptions): AsyncIterable<LogEvent> {
  return signal === undefined ? source.read({ onDamage }) : untilAborted(source, onDamage, signal)
}

async function* untilAborted(
  source: EventSource,
  onDamage: (damage: Damage) => void,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  signal.throwIfAborted()
  const iterator = source.read({ onDamage })[Symbol.asyncIterator]()
  const abort = createAbort(signal)
  let waiting = false
  try {
    for (;;) {
      waiting = true
      const next = await abort.unlessBefore(iterator.next())
      waiting = false
      if (next.done === true) return
      yield next.value
    }
  } finally {
    abort.forget()
    const closed = iterator.return?.()
    // A source that is stuck would never answer the return either.
    if (waiting) closed?.catch(() => {})
    else await closed
  }
}

/** What `unlessAborted` does, for one promise after the other: to listen anew for each takes longer than reading it. */
function createAbort(signal: AbortSignal) {
  let reject: ((reason: Error) => void) | undefined
  const onAbort = (): void => reject?.(abortReason(signal))
  signal.addEventListener('abort', onAbort)
  return {
    unlessBefore<Value>(promise: Promise<Value>): Promise<Value> {
      return new Promise((resolve, rejectThis) => {
        reject = rejectThis
        if (signal.aborted) onAbort()
        promise.then(resolve, rejectThis)
      })
    },
    forget: () => signal.removeEventListener('abort', onAbort),
  }
}
