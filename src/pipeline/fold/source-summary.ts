import { basename } from 'node:path'
import type { Erasure } from '../../core/erasure.ts'
import { increase } from '../counts.ts'
import { timeOf, type LogEvent } from '../../core/log-event.ts'
import type { Damage } from '../../core/store.ts'
import { isTime } from '../output/shown-example.ts'

const PLACES = 3

/** What was read from the log, whatever became of it. */
export type SourceSummary = {
  events: number
  readonly byType: Map<string, number>
  readonly damaged: Map<string, number>
  /** Some places of damage, where the source has files; the first ones in their order. */
  damagedAt?: readonly string[]
  /** ISO 8601, UTC; absent when no event has a time. */
  firstAt?: string
  lastAt?: string
  /** Generations that the recorder had to let go of, by reason: the sum of the log's gap records. */
  readonly missed: Map<string, number>
  readonly erasures: Erasure[]
  /** Feedback events, by what became of them, see `FeedbackOutcome`. */
  readonly feedback: Map<string, number>
}

export function emptySummary(): SourceSummary {
  return { events: 0, byType: new Map(), damaged: new Map(), missed: new Map(), erasures: [], feedback: new Map() }
}

export function countEvent(summary: SourceSummary, event: LogEvent): void {
  summary.events += 1
  increase(summary.byType, event.type, 1)
  const at = timeOf(event)
  const { firstAt, lastAt } = summary
  const isFirst = firstAt === undefined || at < firstAt
  const isLast = lastAt === undefined || at > lastAt
  if ((isFirst || isLast) && isTime(at)) {
    if (isFirst) summary.firstAt = at
    if (isLast) summary.lastAt = at
  }
  if (event.type === 'erasure') summary.erasures.push(event)
  if (event.type === 'gap') {
    for (const [reason, count] of Object.entries(event.dropped)) increase(summary.missed, reason, count)
  }
}

export function countDamage(summary: SourceSummary, damage: Damage): void {
  increase(summary.damaged, damage.reason, 1)
  const place = placeOf(damage)
  if (place === undefined) return
  summary.damagedAt = [...(summary.damagedAt ?? []), place].sort().slice(0, PLACES)
}

/** The file by its name alone: reports are shared. */
function placeOf({ place, line, offset }: Damage): string | undefined {
  if (line === undefined && offset === undefined) return undefined
  const parts = [
    basename(place),
    line === undefined ? '' : `line ${line}`,
    offset === undefined ? '' : `byte ${offset}`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

export function generationsOf(summary: SourceSummary): number {
  return summary.byType.get('generation') ?? 0
}
