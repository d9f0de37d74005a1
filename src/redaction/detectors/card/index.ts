import { seeking, type Detector, type Span } from '../../detector.ts'
import { NUMBER } from '../../signs/bits.ts'
import { readNumbers, touchesWord, type DigitGroup, type NumberChain } from '../numbers/number-chains.ts'
import { plainText } from '../numbers/plain-text.ts'
import { isIssued, passesLuhn } from './brands.ts'

/** Lengths of the groups, the longest first. */
const GROUPINGS = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
]
/** In UTF-16 code units, before and behind the number. */
const REACH = 50
const CUE =
  /(?<!\p{L})(?:(?:credit|debit|bank|debet|kredit|gift)?(?:cards?|karten?|kaart|kort)|cc|ccn|visa|master ?card|amex|american express|discover|diners|jcb|maestro|unionpay|rupay|pan|cvv2?|cvc|tarjetas?|cartes?|cart[aã]o|cart[ae]|kartu|kartı?|karta|karty|th\u1ebb)(?!\p{L}|(?:_\d+)?\])|карт[аыеуой]|银行卡|信用卡|卡号|卡號|借记卡|银联|カード|카드|بطاقة|कार्ड|כרטיס|κάρτα/iu

/**
 * Finds numbers of payment cards, tag `[CARD]`: the first digits and the length are a brand's, the check digit is right,
 * and either a word such as "card", "Visa" or "信用卡" stands within 50 characters, or the digits are grouped as on a card
 * (4-4-4-4; American Express 4-6-5), or the text is nothing else.
 *
 * Digits in fenced code are kept.
 *
 * @example createRedactor({ detectors: [cardDetector()] })
 */
export function cardDetector(): Detector {
  return seeking(NUMBER, {
    name: 'card',
    tag: 'CARD',
    version: 1,
    find: findCards,
    key: (value) => plainText(value).replaceAll(/\D/g, ''),
  })
}

function findCards(text: string): readonly Span[] {
  const { plain, chains, isCode } = readNumbers(text)
  const spans: Span[] = []
  for (const chain of chains) {
    if (chain.digits.length < 12 || isCode(chain.start)) continue
    spans.push(...cardsIn(chain, plain))
  }
  return spans
}

function cardsIn(chain: NumberChain, plain: string): readonly Span[] {
  const spans: Span[] = []
  for (let index = 0; index < chain.groups.length; index += 1) {
    const groups = longestAt(chain.groups, index, plain)
    const [first] = groups
    const last = groups.at(-1)
    if (first === undefined || last === undefined) continue
    const span = { start: first.start, end: last.end }
    const isWhole = groups.length === chain.groups.length
    const evidence = hasCue(plain, span) ? 'said' : isWhole && isShaped(plain, groups, span) ? 'shaped' : undefined
    if (evidence === undefined || !standsAlone(plain, span) || !isIssued(digitsOf(groups), evidence)) continue
    spans.push(span)
    index += groups.length - 1
  }
  return spans
}

/** The groups from one on that are grouped as a card's number is and have its check digit. */
function longestAt(groups: readonly DigitGroup[], index: number, plain: string): readonly DigitGroup[] {
  const first = groups[index]
  if (first === undefined) return []
  const { length } = first.digits
  if (length >= 12) return length <= 19 && passesLuhn(first.digits) ? [first] : []
  if (length !== 4) return []
  for (const grouping of GROUPINGS) {
    if (!isGrouped(groups, index, grouping)) continue
    const taken = groups.slice(index, index + grouping.length)
    if (isEvenlySpaced(taken, plain) && passesLuhn(digitsOf(taken))) return taken
  }
  return []
}

function isGrouped(groups: readonly DigitGroup[], index: number, grouping: readonly number[]): boolean {
  return grouping.every((length, place) => groups[index + place]?.digits.length === length)
}

function digitsOf(groups: readonly DigitGroup[]): string {
  return groups.map(({ digits }) => digits).join('')
}

function isEvenlySpaced(groups: readonly DigitGroup[], plain: string): boolean {
  const between = groups.slice(1).map(({ start }, index) => plain.slice(groups[index]?.end, start))
  return between.every((sign) => sign === between[0] && (sign === ' ' || sign === '-'))
}

function standsAlone(plain: string, { start, end }: Span): boolean {
  if (touchesWord(plain, start - 1) || touchesWord(plain, end)) return false
  return (
    !/(?:[.,]|\d-|[\w]-)$/.test(plain.slice(Math.max(0, start - 2), start)) &&
    !/^(?:-?\w|[.,]\d)/.test(plain.slice(end, end + 2))
  )
}

function isShaped(plain: string, groups: readonly DigitGroup[], { start, end }: Span): boolean {
  return groups.length > 1 || (end - start >= 15 && end - start <= 16 && plain.trim().length === end - start)
}

function hasCue(plain: string, { start, end }: Span): boolean {
  return CUE.test(plain.slice(Math.max(0, start - REACH), start)) || CUE.test(plain.slice(end, end + REACH))
}
