const DEFAULT_MS = 5 * 60_000
const UNITS_MS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['ns', 1e-6],
])
const DURATION = /^([+-]?)((?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|ns))+|0)$/

/**
 * How long a model stays loaded, in milliseconds, from `keep_alive`: a number of seconds or a Go duration such as
 * `5m` or `1h30m`. Negative means for ever, absent 5 minutes. `undefined` when it is none of these.
 */
export function keepAliveMs(value: unknown): number | undefined {
  if (value === undefined || value === null) return DEFAULT_MS
  if (typeof value === 'number') return value < 0 ? Infinity : value * 1_000
  const duration = typeof value === 'string' ? DURATION.exec(value) : null
  if (duration === null) return undefined
  const parts = (duration[2] ?? '').matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)
  const total = Array.from(parts, ([, amount, unit]) => Number(amount) * (UNITS_MS.get(unit ?? '') ?? 0))
  const milliseconds = total.reduce((sum, part) => sum + part, 0)
  return duration[1] === '-' && milliseconds > 0 ? Infinity : milliseconds
}

/** Until when the model counts as loaded: what `/api/ps` tells. */
export type Residency = {
  /** Loads the model for so long from now; 0 unloads it. */
  keep(milliseconds: number): void
  /** When it will be unloaded; `undefined` when it is not loaded. */
  until(): Date | undefined
}

/** The last day that both JavaScript and RFC 3339 can write. */
const FOR_EVER = Date.UTC(9999, 11, 31)

export function createResidency(): Residency {
  let end = 0
  return {
    keep(milliseconds) {
      end = milliseconds === 0 ? 0 : Math.min(Date.now() + milliseconds, FOR_EVER)
    },
    until: () => (end > Date.now() ? new Date(end) : undefined),
  }
}
