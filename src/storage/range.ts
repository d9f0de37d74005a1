import { FinetapError } from '../core/errors.ts'
import { badOption, checkOptions, type OptionRules } from '../core/check-options.ts'
import { instantOf } from '../core/instant.ts'
import { timeOf, type LogEvent } from '../core/log-event.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { ReadRange } from '../core/store.ts'

const RANGE_OPTIONS: OptionRules = {
  since: 'string',
  until: 'string',
  types: 'any',
  onDamage: 'function',
  after: 'string',
  shard: 'any',
}

export type RangeFilter = (event: LogEvent) => boolean

const TYPES: readonly LogEvent['type'][] = ['generation', 'feedback', 'review', 'erasure', 'gap', 'other']

/**
 * Makes a test for `range`. Events whose time is unknown or unreadable pass every `since` and `until`.
 *
 * @throws FinetapError `bad_option` when a bound is no time, or an option or a type of event is unknown.
 */
export function rangeFilter(range: ReadRange): RangeFilter {
  checkOptions('read', range, RANGE_OPTIONS)
  const { types } = range
  for (const type of types ?? []) refuseUnknownType(type)
  const since = bound('since', range.since)
  const until = bound('until', range.until)
  return (event) => {
    if (types !== undefined && !types.includes(event.type)) return false
    if (since === undefined && until === undefined) return true
    const time = instantOf(timeOf(event))
    if (time === undefined) return true
    return (since === undefined || time >= since) && (until === undefined || time < until)
  }
}

function refuseUnknownType(type: string): void {
  const known: readonly string[] = TYPES
  if (known.includes(type)) return
  const nearest = nearestName(type, known)
  const guess = nearest === undefined ? '' : `did you mean ${nearest}? `
  throw badOption(`There are no events of type ${JSON.stringify(type)}`, `${guess}The types are ${known.join(', ')}`)
}

function bound(option: 'since' | 'until', text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = instantOf(text)
  if (time !== undefined && !isBeyondMonth(text, time)) return time
  throw new FinetapError('bad_option', {
    what: `The option ${option} is no time: ${JSON.stringify(text)}`,
    fix: 'write ISO 8601 in UTC, such as 2026-01-31T09:00:00.000Z',
  })
}

/** True for the 30th of February, which `Date` takes for one of the first days of March. */
function isBeyondMonth(text: string, time: number): boolean {
  const day = /^\d{4}-\d{2}-(\d{2})/.exec(text)?.[1]
  const isUtc = text.length === 10 || text.endsWith('Z')
  return day !== undefined && isUtc && new Date(time).getUTCDate() !== Number(day)
}
