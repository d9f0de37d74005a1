import { FinetapError } from '../core/errors.ts'
import { instantOf } from '../core/instant.ts'
import { timeOf, type LogEvent } from '../core/log-event.ts'
import type { ReadRange } from '../core/store.ts'

export type RangeFilter = (event: LogEvent) => boolean

/**
 * Makes a test for `range`. Events whose time is unknown or unreadable pass every `since` and `until`.
 *
 * @throws FinetapError `bad_option` when a bound is no time.
 */
export function rangeFilter(range: ReadRange): RangeFilter {
  const { types } = range
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

function bound(option: 'since' | 'until', text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const time = instantOf(text)
  if (time !== undefined) return time
  throw new FinetapError('bad_option', {
    what: `The option ${option} is no time: ${JSON.stringify(text)}`,
    fix: 'write ISO 8601 in UTC, such as 2026-01-31T09:00:00.000Z',
  })
}
