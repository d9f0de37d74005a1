import { badUsage } from './usage.ts'

const UNITS = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

/**
 * A moment as it is written on a command line: ISO 8601, or how long ago, such as `90m`, `12h`, `7d`, `2w`.
 *
 * @throws FinetapError `bad_option`
 */
export function readTime(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const ago = millisecondsOf(text)
  const at = ago === undefined ? momentOf(text) : Date.now() - ago
  if (!Number.isNaN(at)) return new Date(at).toISOString()
  throw badUsage(
    `--${flag} is no time: ${JSON.stringify(text)}`,
    'write 2026-01-31, 2026-01-31T09:00:00Z, or how long ago, such as 7d',
  )
}

/**
 * A length of time in milliseconds, such as `12h` or `90d`.
 *
 * @throws FinetapError `bad_option`
 */
export function readDuration(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const milliseconds = millisecondsOf(text)
  if (milliseconds !== undefined) return milliseconds
  throw badUsage(`--${flag} is no length of time: ${JSON.stringify(text)}`, 'write 90m, 12h, 7d or 2w')
}

// Date.parse takes much for a time that is none, such as `-1`.
function momentOf(text: string): number {
  return /^\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)?)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
}

function millisecondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const length = UNITS.get(unit)
  return length === undefined ? undefined : Number(count) * length
}
