import type { LogEvent } from '../../core/log-event.ts'
import type { Cursor } from '../../core/store.ts'

/** An event that the target would not take, and why. */
export type Refusal = {
  readonly type: LogEvent['type']
  readonly id: string
  readonly why: string
  /** The file in which the target has set it aside, if it has. */
  readonly keptIn?: string
}

export type CopyCounts = {
  /** Events that the target has acknowledged, but for the forgotten ones. */
  readonly copied: number
  /**
   * Events that the target does not show, because it was told before to forget them: they stay hidden. Found out at the
   * end, and behind every 100,000 events; until then they count as copied.
   */
  readonly forgotten: number
  /** Events that the target had already, where it does not pass by such events itself: then they count as copied. */
  readonly skipped: number
  /** Events that the target would not take. */
  readonly refused: number
  /** The first 100 of these. */
  readonly refusals: readonly Refusal[]
  /** What was copied, by type. */
  readonly byType: { readonly [type: string]: number }
  /**
   * The wishes to be forgotten among them, by the id of the key under which they hash whom they name. Where the target has
   * another key, it hides what they list, and does not know the person when more of it is imported later.
   */
  readonly tombstones: { readonly [keyId: string]: number }
  /** Pieces of the source that could not be read. */
  readonly damages: number
  /** Behind the last event that was dealt with; undefined while there was none. */
  readonly cursor: Cursor | undefined
}

export type CopyTally = {
  readonly counts: () => CopyCounts
  readonly copied: (events: readonly LogEvent[]) => void
  /** Some of those that were copied. */
  readonly forgotten: (types: readonly LogEvent['type'][]) => void
  readonly skipped: (count: number) => void
  readonly refused: (event: LogEvent, why: string, keptIn?: string) => void
  readonly damaged: () => void
  readonly moveTo: (cursor: Cursor) => void
}

const SHOWN_REFUSALS = 100

export function createTally(after: Cursor | undefined): CopyTally {
  let [copied, forgotten, skipped, refused, damages] = [0, 0, 0, 0, 0]
  let cursor = after
  const refusals: Refusal[] = []
  const byType = new Map<string, number>()
  const tombstones = new Map<string, number>()

  return {
    counts: () => ({
      copied,
      forgotten,
      skipped,
      refused,
      refusals: [...refusals],
      byType: Object.fromEntries(byType),
      tombstones: Object.fromEntries(tombstones),
      damages,
      cursor,
    }),
    copied(events) {
      copied += events.length
      for (const event of events) {
        add(byType, event.type, 1)
        if (event.type === 'erasure' && event.tombstone !== undefined) add(tombstones, event.tombstone.keyId, 1)
      }
    },
    forgotten(types) {
      copied -= types.length
      forgotten += types.length
      for (const type of types) add(byType, type, -1)
    },
    skipped(count) {
      skipped += count
    },
    refused({ type, id }, why, keptIn) {
      refused += 1
      if (refusals.length >= SHOWN_REFUSALS) return
      refusals.push({ type, id, why, ...(keptIn === undefined ? {} : { keptIn }) })
    },
    damaged() {
      damages += 1
    },
    moveTo(next) {
      cursor = next
    },
  }
}

function add(counts: Map<string, number>, key: string, more: number): void {
  const count = (counts.get(key) ?? 0) + more
  if (count === 0) counts.delete(key)
  else counts.set(key, count)
}
