import type { LogEvent } from '../core/log-event.ts'

/** How much may wait for the store. A whole event is the unit: never half of one. */
export type QueueLimits = { readonly count: number; readonly bytes: number }

export const DEFAULT_QUEUE_LIMITS: QueueLimits = { count: 10_000, bytes: 16 * 1024 * 1024 }

/** What waits between the app and the store, bounded in count and in approximate bytes. */
export type EventQueue = {
  /** False when the event does not fit: the newest is refused, so that what lies there stays whole conversations. */
  push(event: LogEvent, bytes: number): boolean
  /** Takes the oldest, at most `count` of them. */
  take(count: number): LogEvent[]
  /** Puts events that were taken back to the front, whatever the limits. */
  putBack(events: readonly LogEvent[]): void
  /** Empties the queue and gives what lay in it. */
  clear(): readonly LogEvent[]
  readonly size: { readonly count: number; readonly bytes: number }
}

type Entry = { readonly event: LogEvent; readonly bytes: number }

export function createQueue(limits: QueueLimits = DEFAULT_QUEUE_LIMITS): EventQueue {
  let entries: Entry[] = []
  let taken: Entry[] = []
  let bytes = 0

  return {
    push(event, size) {
      // A single event larger than the limit passes an empty queue, or it could never be written.
      const fits = entries.length < limits.count && (bytes + size <= limits.bytes || entries.length === 0)
      if (!fits) return false
      entries.push({ event, bytes: size })
      bytes += size
      return true
    },
    take(count) {
      taken = entries.splice(0, count)
      for (const entry of taken) bytes -= entry.bytes
      return taken.map((entry) => entry.event)
    },
    putBack(events) {
      const back = taken.filter((entry) => events.includes(entry.event))
      for (const entry of back) bytes += entry.bytes
      entries = [...back, ...entries]
      taken = []
    },
    clear() {
      const lost = entries.map((entry) => entry.event)
      entries = []
      bytes = 0
      return lost
    },
    get size() {
      return { count: entries.length, bytes }
    },
  }
}
