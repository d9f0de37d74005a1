/**
 * The moment that an ISO 8601 time means, in milliseconds; undefined when it is none. Texts do not compare: others write
 * times with an offset, or without milliseconds.
 *
 * @example instantOf('2026-01-31T09:00:00+01:00') === instantOf('2026-01-31T08:00:00.000Z') // true
 */
export function instantOf(time: string): number | undefined {
  const instant = Date.parse(time)
  return Number.isNaN(instant) ? undefined : instant
}
