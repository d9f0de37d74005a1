import type { NumberChain } from '../numbers/number-chains.ts'
import { isAllThereIs } from '../numbers/is-all-there-is.ts'
import { isInternational } from './calling-codes.ts'

const AREA = '[2-9]\\d\\d'
const EXCHANGE = AREA
/** Groupings that hardly anything but a telephone number has. */
const TELLING = [
  // North America: area and exchange begin with 2 to 9.
  new RegExp(`^(?:1[-. ])?(?:\\(${AREA}\\)[-. ]?${EXCHANGE}[-. ]|${AREA}[-. ]${EXCHANGE}[-.])\\d{4}$`),
  // China: a mobile number, and an area with a landline.
  /^1[3-9]\d([ -])\d{4}\1\d{4}$/,
  /^0\d{2,3}-\d{7,8}$/,
  // Japan and Korea.
  /^0\d{1,3}-\d{3,4}-\d{4}$/,
  // Britain.
  /^0(?:7\d{3} \d{6}|7\d{3} \d{3} \d{3}|20 \d{4} \d{4}|1\d{3} \d{6}|1\d1 \d{3} \d{4})$/,
  // Germany and its neighbours: an area and a number in one piece.
  /^0[1-9]\d{1,3}(?: |-| ?\/ ?)\d{6,8}$/,
  // Australia and Brazil.
  /^\(0\d\) ?\d{4}[ -]\d{4}$/,
  /^\(\d\d\) ?9?\d{4}-\d{4}$/,
]
/** Digits of the shortest and the longest of them. */
const FEWEST_TELLING = 9
const MOST_TELLING = 13
const FRENCH = /^0[1-9]([ .-])\d\d(?:\1\d\d){3}$/
const CHINESE_MOBILE = /^1[3-9]\d{9}$/
/** With its area in brackets a number of North America is nothing else, whatever is said before it. */
const BRACKETED = new RegExp(`^(?:1[-. ])?\\(${AREA}\\)[-. ]?${EXCHANGE}-\\d{4}$`)
/** What answers the question for a number: it is all that the text holds. No area is 000. */
const ANSWER = /^(?!000)(?:[(0]\d[\d()]*(?:[-. /]+\d+)+|[2-9]\d\d [2-9]\d\d \d{4})$/
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uff00-\uff65]/

/** With a plus sign or 00, a calling code and the right number of digits: `+44 20 7946 0018`, `001-518-640-0854`. */
export function isInternationalNumber({ text, digits, groups }: NumberChain): boolean {
  const international = text.startsWith('+') || text.startsWith('(+')
  if (!international && !(groups.length > 1 && /^0(?:0|11)/.test(digits))) return false
  const code = international ? digits : digits.replace(/^0(?:0|11)/, '')
  // "+41 (0)96" writes the zero that is dialled at home only.
  const dialled = text.includes('(0)') ? code.replace('0', '') : code
  return isInternational(dialled) && (!dialled.startsWith('1') || isAmerican(dialled, groups.length))
}

/** Ungrouped, `+1` before ten digits may also be arithmetic: then area and exchange must be right. */
function isAmerican(digits: string, groups: number): boolean {
  return groups > 1 ? /^1[2-9]/.test(digits) : /^1[2-9]\d\d[2-9]/.test(digits)
}

/** True when the grouping says so against all words, such as "I lost my card, (415) 867-5309". */
export function isBracketed({ text }: NumberChain): boolean {
  return text.includes('(') && BRACKETED.test(text)
}

/** True when the grouping alone says that it is a telephone number. */
export function hasTellingShape(chain: NumberChain, plain: string): boolean {
  const { text, start, end, groups, digits } = chain
  // All others have signs between their digits.
  if (groups.length === 1) {
    return CHINESE_MOBILE.test(text) && (isAllThereIs(plain, start, end) || isBesideCjk(plain, start, text.length))
  }
  const { length } = digits
  if (length >= FEWEST_TELLING && length <= MOST_TELLING && TELLING.some((shape) => shape.test(text))) return true
  if (FRENCH.test(text)) return !isDraw(text)
  return ANSWER.test(text) && isAllThereIs(plain, start, end) && mayBePhone(chain, false)
}

/** Five rising pairs up to 50 are the numbers of a lottery, or a list. */
function isDraw(text: string): boolean {
  const pairs = text.split(/[ .-]/).map(Number)
  return pairs.every((pair, index) => pair <= 50 && pair >= (pairs[index - 1] ?? 0))
}

function isBesideCjk(plain: string, start: number, length: number): boolean {
  return (
    CJK.test(plain.slice(Math.max(0, start - 12), start)) || CJK.test(plain.slice(start + length, start + length + 4))
  )
}

const DATE = /^(?:(?:1[89]|20)\d\d[-. ](?:0?[1-9]|1[0-2])[-. ]\d{1,2}|\d{1,2}[-. ]\d{1,2}[-. ](?:1[89]|20)\d\d)(?!\d)/
const YEARS = /^(?:1\d|20)\d\d ?- ?(?:1\d|20)\d\d$/
const COMPACT_DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/
const SECONDS_OR_MILLISECONDS = /^1[0-9]{9}(?:\d{3}){0,3}$/

/** `1 234 567` and `12.345.678`. */
const THOUSANDS = /^(?:\d(?: \d{3})+|\d{1,3}(?:\.\d{3})+)$/

/** True for digits that may be a number to call where words say so: seven to thirteen, in groups, and no date. */
export function mayBePhone({ text, groups, digits }: NumberChain, ungrouped: boolean): boolean {
  if (digits.length < 7 || digits.length > 13) return false
  if (digits.charAt(0) === digits.charAt(1) && /^(\d)\1*$/.test(digits)) return false
  if (groups.length === 1) {
    return ungrouped && !COMPACT_DATE.test(text) && (!SECONDS_OR_MILLISECONDS.test(text) || digits.length === 11)
  }
  if (DATE.test(text) || YEARS.test(text) || THOUSANDS.test(text)) return false
  if (groups.length > 6 || groups.some((group) => group.digits.length > 8)) return false
  if (groups.slice(1).some((group) => group.digits === '000' || group.digits.length === 1)) return false
  if (text.includes(' ') && isList(groups.map((group) => group.digits))) return false
  // "3.14159265" is a number, "01.84.17.61.18" is none.
  return !text.includes('.') || groups.length > 2
}

/** "12 14 16 18", "100 200 300", "1024 2048 4096": numbers side by side. */
function isList(groups: readonly string[]): boolean {
  if (groups.length < 3 || groups.some((group) => group.startsWith('0'))) return false
  if (groups.every((group) => group.length === 4) || groups.every((group) => group.endsWith('0'))) return true
  if (groups.length < 4 || groups.some(({ length }) => length !== groups[0]?.length)) return false
  return groups.every((group, index) => index === 0 || group > (groups[index - 1] ?? ''))
}
