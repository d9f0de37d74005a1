let lastSecond = Number.NaN
let lastPrefix = ''

/**
 * A time in ISO 8601, UTC, with milliseconds, as `Date.prototype.toISOString` gives it. Calls of the same second share
 * most of the work.
 *
 * @param time whole milliseconds since 1970
 */
export function isoTime(time: number): string {
  const second = Math.floor(time / 1_000)
  if (second !== lastSecond) {
    lastSecond = second
    lastPrefix = new Date(second * 1_000).toISOString().slice(0, -4)
  }
  return `${lastPrefix}${String(time - second * 1_000).padStart(3, '0')}Z`
}
