import { seeking, type Detector, type Span } from '../../detector.ts'
import { passesLuhn } from '../../kinds.ts'
import { NUMBER } from '../../signs/bits.ts'
import { digitsOf, readNumbers, touchesWord, type DigitGroup, type NumberChain } from '../numbers/number-chains.ts'
import { isAllThereIs } from '../numbers/is-all-there-is.ts'
import { plainText } from '../numbers/plain-text.ts'
import { isIssued } from './brands.ts'

/** Lengths of the groups, the longest first. */
const GROUPINGS = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
]
/** In UTF-16 code units, before and behind the number. */
const REACH = 50
const WORDS =
  '(?:credit|debit|bank|debet|kredit|gift)?(?:cards?|karten?|kaart|kort)|cc|ccn|visa|master ?card|amex|american express|discover|diners|jcb|maestro|unionpay|rupay|pan|cvv2?|cvc|tarjetas?|cartes?|cart[a\u00e3]o|cart[ae]|kartu|kart\u0131?|karta|karty|th\u1ebb'
const OTHER_SCRIPTS = 'карт[аыеуой]|银行卡|信用卡|卡号|卡號|借记卡|银联|カード|카드|بطاقة|कार्ड|כרטיס|κάρτα'
/** `[CARD]` was printed by a redactor: it names no number beside it. */
const NO_TAG = '(?:_\\d+)?\\]'
const CUE = new RegExp(`(?<!\\p{L})(?:${WORDS})(?!\\p{L}|${NO_TAG})|${OTHER_SCRIPTS}`, 'iu')
/** The same in small letters of ASCII: for the engine the letters of all scripts and cases are many times the work. */
const ASCII_CUE = new RegExp(`(?<![a-z])(?:${WORDS})(?![a-z]|${NO_TAG})`)
/** Letters of all scripts, and more. */
const LETTER = /[A-Za-z\x80-\uffff]/
const FOREIGN = /[\x80-\uffff]/

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
  const { groups } = chain
  for (let index = 0; index < groups.length; index += 1) {
    const count = groupsAt(groups, index, plain)
    if (count === 0) continue
    const span = { start: groups[index]?.start ?? 0, end: groups[index + count - 1]?.end ?? 0 }
    if (!standsAlone(plain, span)) continue
    const isWhole = count === groups.length
    const evidence = hasCue(plain, span) ? 'said' : isWhole && isShaped(plain, count, span) ? 'shaped' : undefined
    if (evidence === undefined || !isIssued(digitsOf(groups, index, count), evidence)) continue
    spans.push(span)
    index += count - 1
  }
  return spans
}

/** How many groups from one on are grouped as a card's number is and have its check digit; the most of them, or none. */
function groupsAt(groups: readonly DigitGroup[], index: number, plain: string): number {
  const first = groups[index]
  if (first === undefined) return 0
  const { length } = first.digits
  if (length >= 12) return length <= 19 && passesLuhn(first.digits) ? 1 : 0
  if (length !== 4) return 0
  for (const grouping of GROUPINGS) {
    if (!isGrouped(groups, index, grouping) || !isEvenlySpaced(groups, index, grouping.length, plain)) continue
    if (passesLuhn(digitsOf(groups, index, grouping.length))) return grouping.length
  }
  return 0
}

function isGrouped(groups: readonly DigitGroup[], index: number, grouping: readonly number[]): boolean {
  if (index + grouping.length > groups.length) return false
  // From the last on, as the first are of four digits in all of them.
  for (let place = grouping.length - 1; place > 0; place -= 1) {
    if (groups[index + place]?.digits.length !== grouping[place]) return false
  }
  return true
}

function isEvenlySpaced(groups: readonly DigitGroup[], index: number, count: number, plain: string): boolean {
  const sign = plain.charAt(groups[index]?.end ?? 0)
  if (sign !== ' ' && sign !== '-') return false
  for (let next = index + 1; next < index + count; next += 1) {
    const end = groups[next - 1]?.end ?? 0
    if (groups[next]?.start !== end + 1 || plain.charAt(end) !== sign) return false
  }
  return true
}

function standsAlone(plain: string, { start, end }: Span): boolean {
  if (touchesWord(plain, start - 1) || touchesWord(plain, end)) return false
  return (
    !/(?:[.,]|\d-|[\w]-)$/.test(plain.slice(Math.max(0, start - 2), start)) &&
    !/^(?:-?\w|[.,]\d)/.test(plain.slice(end, end + 2))
  )
}

function isShaped(plain: string, groups: number, { start, end }: Span): boolean {
  return groups > 1 || (end - start >= 15 && end - start <= 16 && isAllThereIs(plain, start, end))
}

function hasCue(plain: string, { start, end }: Span): boolean {
  return tells(plain.slice(Math.max(0, start - REACH), start)) || tells(plain.slice(end, end + REACH))
}

function tells(beside: string): boolean {
  // In rows of numbers no word stands, and the search for all those words takes its time.
  if (!LETTER.test(beside)) return false
  return FOREIGN.test(beside) ? CUE.test(beside) : ASCII_CUE.test(beside.toLowerCase())
}
