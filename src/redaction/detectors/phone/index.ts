import { seeking, type Detector, type Span } from '../../detector.ts'
import { NUMBER } from '../../signs/bits.ts'
import { chainAt, readNumbers, touchesWord, type NumberChain } from '../numbers/number-chains.ts'
import { plainText } from '../numbers/plain-text.ts'
import { phoneCue } from './cues.ts'
import { hasTellingShape, isBracketed, isInternationalNumber, mayBePhone } from './shapes.ts'
import { slashedNumbers } from './slashed-numbers.ts'

/** More groups than a telephone number and what may follow it: a row of a table. */
const MOST_GROUPS = 12
const MOST_WORDS = 6
const EXTENSION = /^ ?(?:x|ext\.?|extension|доб\.?|转|轉) ?\d{1,6}(?!\d)/i
/** What makes a number an amount: a unit, or a word in the plural. */
const UNIT = /^ ?(?:%|°|[€£¥]|(?:usd|eur|kg|km|cm|mm|ms|mb|gb|kb|hz|bce?|people|million|billion|per)\b)/i
const PLURAL = /^ (?!thanks|always|this|was|days|unless)[a-z]{3,}s\b/
const ENDS_NUMBER = '\n")];!?'
/** Numbers kept free for films and manuals (North American Numbering Plan). */
const FICTION = '55501'

/**
 * Finds telephone numbers, tag `[PHONE]`: with a plus sign and a country's calling code and length, in a grouping that
 * hardly anything else has, or behind a word such as "phone", "电话", or "call" (digits in one piece: right behind that).
 *
 * Kept: 555-0100 to 555-0199, digits in fenced code, dates, prices, orders, versions and timestamps.
 *
 * @example createRedactor({ detectors: [phoneDetector()] })
 */
export function phoneDetector(): Detector {
  return seeking(NUMBER, { name: 'phone', tag: 'PHONE', version: 4, find: findPhones, key: digitsOf })
}

function digitsOf(value: string): string {
  if (/^[1-9]\d*$/.test(value)) return value
  return plainText(value)
    .replace(/(?:x|ext|доб|转|轉).*$/is, '')
    .replaceAll(/\(0\)|\D/g, '')
    .replace(/^00/, '')
}

function findPhones(text: string): readonly Span[] {
  const { plain, chains, isCode } = readNumbers(text)
  const spans: Span[] = []
  let taken = 0
  for (const chain of inOrder(slashedNumbers(plain), chains)) {
    if (chain.start < taken || isCode(chain.start)) continue
    // One number right behind another: once that one is a tag, nothing would keep this one from being found.
    if (isInWord(plain, chain.start) && spans.at(-1)?.end !== chain.start) continue
    const phone = phoneIn(chain, plain)
    if (phone === undefined) continue
    spans.push(phone)
    // Without the extension: it may be the beginning of another number.
    taken = Math.min(phone.end, chain.end)
  }
  return spans
}

/** Where both begin, the one with a slash goes first: it is longer. */
function inOrder(slashed: readonly NumberChain[], chains: readonly NumberChain[]): readonly NumberChain[] {
  return slashed.length === 0 ? chains : [...slashed, ...chains].toSorted((one, other) => one.start - other.start)
}

function phoneIn(chain: NumberChain, plain: string): Span | undefined {
  if (chain.groups.length > MOST_GROUPS) return undefined
  for (const part of chain.text.includes(' ') ? partsOf(chain, plain) : [chain]) {
    if (part.digits.slice(-7, -2) === FICTION) return undefined
    if (isPhone(part, chain, plain)) return { start: part.start, end: endWithExtension(plain, part.end) }
  }
  return undefined
}

/** The chain, then what is left of it without words at its end, then without words at its beginning. */
function* partsOf(chain: NumberChain, plain: string): Generator<NumberChain> {
  yield chain
  const starts = wordStarts(chain)
  for (let count = starts.length - 1; count > 0; count -= 1) {
    for (let first = 0; first + count <= starts.length; first += 1) {
      if (first > 0 && first + count < starts.length) continue
      const start = starts[first] ?? chain.start
      const next = starts[first + count]
      yield chainAt(plain, start, next === undefined ? chain.end : next - 1)
    }
  }
}

function wordStarts({ text, start }: NumberChain): readonly number[] {
  const starts = [start]
  for (let space = text.indexOf(' '); space !== -1; space = text.indexOf(' ', space + 1)) starts.push(start + space + 1)
  return starts.length > MOST_WORDS ? starts.slice(0, 1) : starts
}

function isPhone(part: NumberChain, chain: NumberChain, plain: string): boolean {
  if (part.digits.length < 7 || part.digits.length > 17) return false
  if ((part.start > chain.start && isInWord(plain, part.start)) || !mayEndAt(plain, part.end)) return false
  if (isInternationalNumber(part) || isBracketed(part)) return true
  const isTelling = hasTellingShape(part, plain)
  // Words are looked for last: nothing else takes as long.
  if (!isTelling && !(part.start === chain.start && mayBePhone(part, true))) return false
  const cue = phoneCue(plain, part.start, part.end)
  if (cue === 'other' || isTelling) return isTelling && cue !== 'other'
  if (isCounted(part, plain) || isBeginningOfList(part, chain, plain)) return false
  return cue === 'noun' || (cue === 'verb' && part.groups.length > 1)
}

/** "12 345 678 users". */
function isCounted({ text, end }: NumberChain, plain: string): boolean {
  return /^[1-9]\d{0,2}(?: \d{3})+$/.test(text) && PLURAL.test(plain.slice(end, end + 24))
}

/** "1080 2340 1170 2532" begins as a telephone number would; "451 5986 24" does too, and is one. */
function isBeginningOfList(part: NumberChain, chain: NumberChain, plain: string): boolean {
  return part.end < chain.end && /^[\d ]+$/.test(part.text) && /^ \d{3}/.test(plain.slice(part.end, part.end + 4))
}

function isInWord(plain: string, start: number): boolean {
  // What stands before most numbers.
  if (' \n("'.includes(plain.charAt(start - 1))) return false
  return (
    touchesWord(plain, start - 1) ||
    /[$€£¥#@/…⋯]$|\d:$|[\w.]-$|\d[.,]$/.test(plain.slice(Math.max(0, start - 2), start))
  )
}

function mayEndAt(plain: string, end: number): boolean {
  const sign = plain.charAt(end)
  // What stands behind most numbers.
  if (ENDS_NUMBER.includes(sign)) return true
  if ('.,:/'.includes(sign)) return !/\d/.test(plain.charAt(end + 1))
  const rest = plain.slice(end, end + 12)
  if (UNIT.test(rest)) return false
  return (
    /^(?:-(?:office|fax|mobile|cell|home|work)\b| ?x ?\d)/i.test(rest) ||
    !(touchesWord(plain, end) || /^-\w/.test(rest))
  )
}

function endWithExtension(plain: string, end: number): number {
  return end + (EXTENSION.exec(plain.slice(end, end + 20))?.[0].length ?? 0)
}
