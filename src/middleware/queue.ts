import type { LogEvent } from '../core/log-event.ts'

/** How much may wait for the store. A whole event is the unit: never half of one. */
export type QueueLimits = { readonly count: number; readonly bytes: number }

export const DEFAULT_QUEUE_LIMITS: QueueLimits = { count: 10_000, bytes: 16 * 1024 * 1024 }

/** What waits between the app and the store, bounded in count and in approximate bytes. */
export type EventQueue = {
  /** False when the event does not fit: the newest is refused, so that what lies there stays whole conversations. */
  push(event: LogEvent, bytes: number): boolean
  /** Takes the oldest, as many as the limits allow and at least one if there is any. They count until they are settled. */
  take(limits: QueueLimits): readonly LogEvent[]
  /** Forgets what was taken: it is written, or lost. */
  settle(): void
  /** Forgets one of what was taken: it is lost, and the others may still be written. */
  drop(event: LogEvent): void
  /** Puts those of the taken events back to the front, and forgets the others. */
  putBack(events: readonly LogEvent[]): void
  /** Empties the queue and gives what lay in it: what was taken and not settled, and what waits behind it. */
  clear(): { readonly taken: readonly LogEvent[]; readonly waiting: readonly LogEvent[] }
  /** How many events were ever taken in, and how many of them are no longer here. */
  readonly pushed: () => number
  readonly gone: () => number
  /** How much waits, with what was taken and not settled. */
  readonly size: { readonly count: number; readonly bytes: number }
}

type Entry = { readonly event: LogEvent; readonly bytes: number }

export function createQueue(limits: QueueLimits = DEFAULT_QUEUE_LIMITS): EventQueue {
  let entries: Entry[] = []
  let taken: readonly Entry[] = []
  let bytes = 0
  let pushed = 0

  function forget(lost: readonly Entry[]): void {
    for (const entry of lost) bytes -= entry.bytes
    taken = []
  }

  return {
    push(event, size) {
      const count = entries.length + taken.length
      // A single event larger than the limit passes an empty queue, or it could never be written.
      const fits = count < limits.count && (bytes + size <= limits.bytes || count === 0)
      if (!fits) return false
      entries.push({ event, bytes: size })
      bytes += size
      pushed += 1
      return true
    },
    take(most) {
      let count = 0
      let size = 0
      for (const entry of entries) {
        if (count > 0 && (count >= most.count || size + entry.bytes > most.bytes)) break
        count += 1
        size += entry.bytes
      }
      taken = entries.splice(0, count)
      return taken.map(eventOf)
    },
    settle: () => forget(taken),
    drop(event) {
      const rest = taken.filter((entry) => entry.event !== event)
      forget(taken.filter((entry) => entry.event === event))
      taken = rest
    },
    putBack(events) {
      const back = taken.filter((entry) => events.includes(entry.event))
      forget(taken.filter((entry) => !back.includes(entry)))
      entries = [...back, ...entries]
    },
    clear() {
      const lost = { taken: taken.map(eventOf), waiting: entries.map(eventOf) }
      entries = []
      taken = []
      bytes = 0
      return lost
    },
    pushed: () => pushed,
    gone: () => pushed - entries.length - taken.length,
    get size() {
      return { count: entries.length + taken.length, bytes }
    },
  }
}

function eventOf(entry: Entry): LogEvent {
  return entry.event
}
