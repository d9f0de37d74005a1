const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'tr',
  'ru',
  'uk',
  'ja',
  'zh',
  'ko',
]
const DAY = 86_400_000

// Dates and times in digits, offsets from UTC, years, seconds and milliseconds since 1970.
const NUMBERS =
  /\d{2,4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:T(?=\d))?|\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?|(?:GMT|UTC|Z)?[+-]\d{2}:?\d{2}\b|\b(?:19|20)\d{2}\b|\b1[5-9]\d{8}(?:\d{3})?\b/g

let names: RegExp | undefined

/**
 * A text with its dates and times masked, so that `Today is Friday, November 27, 2026` is the same text the day after.
 * Knows dates in digits, and names of months and weekdays in the languages that most chats are in.
 */
export function withoutDates(text: string): string {
  names ??= namesOfTime()
  return text.replaceAll(NUMBERS, MASK).replaceAll(names, MASK).replaceAll(HALF_OF_DAY, MASK).replaceAll(MASKS, MASK)
}

const MASK = '\u0000'
// Whatever stands beside a masked piece and belongs to it.
const HALF_OF_DAY = /(?<=\0\s?)[ap]\.?m\b\.?|(?<=\0)Z\b/gi
const MASKS = /\0(?:[\s,.]{0,3}\0)+/g

/** Names of weekdays and months, these with the day of the month beside them. */
function namesOfTime(): RegExp {
  const months = new Set<string>()
  const days = new Set<string>()
  for (const language of LANGUAGES) {
    for (const form of ['long', 'short'] as const) {
      const month = new Intl.DateTimeFormat(language, { month: form, day: 'numeric', timeZone: 'UTC' })
      const weekday = new Intl.DateTimeFormat(language, { weekday: form, timeZone: 'UTC' })
      for (let index = 0; index < 12; index += 1) addName(months, month, 'month', Date.UTC(2026, index, 11))
      for (let index = 0; index < 7; index += 1) addName(days, weekday, 'weekday', index * DAY)
    }
  }
  const named = alternatives(months)
  const day = String.raw`\d{1,2}(?:st|nd|rd|th|\.|日|일)?`
  const month = String.raw`(?:\b${day}\s?(?:of\s|de\s)?)?(?<![\p{L}\p{N}])(?:${named})(?![\p{L}])\.?(?:\s?${day}(?![\p{N}]))?`
  return new RegExp(String.raw`${month}|(?<![\p{L}\p{N}])(?:${alternatives(days)})(?![\p{L}])\.?`, 'giu')
}

function addName(found: Set<string>, format: Intl.DateTimeFormat, type: string, time: number): void {
  const name = format.formatToParts(time).find((part) => part.type === type)?.value ?? ''
  const bare = name.replace(/\.$/, '')
  if (bare.length > 1 && !/^\d+$/.test(bare)) found.add(bare)
}

// The longest first, since an alternation takes the first that fits.
function alternatives(found: ReadonlySet<string>): string {
  return [...found]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('|')
}
