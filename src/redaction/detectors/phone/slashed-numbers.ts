import { chainAt, type NumberChain } from '../numbers/number-chains.ts'
import { isInternational } from './calling-codes.ts'

/** Few, so that a row of numbers is passed over quickly. */
const GROUPS = String.raw`\d+(?:(?:\)? - |\)[-. ]?| ?\(|[-. ])\d+){0,6}`
/** What has a zero and more behind the slash begins another number, or is a date. */
const SLASHED = new RegExp(
  String.raw`(?:\(\+(?=\d{1,3}\))|\+|(?<![\d/]|\d[-. (])(?=00))${GROUPS}(?:\)? ?/ ?\(?(?!0\d)${GROUPS}){1,2}`,
  'g',
)
/** In UTF-16 code units, with spaces and brackets between its digits. */
const LONGEST = 40
/** `+43/12/2024`. */
const DATE = /\d\/\d{1,2}\/(?:19|20)\d\d$/

/**
 * Such as `+49 30/901820`: the slash stands behind the calling code or the area, or before the extension. Without a calling
 * code it stands in dates, fractions and paths.
 */
export function slashedNumbers(plain: string): readonly NumberChain[] {
  if (!plain.includes('/')) return []
  const numbers: NumberChain[] = []
  SLASHED.lastIndex = 0
  for (let match = SLASHED.exec(plain); match !== null; match = SLASHED.exec(plain)) {
    const number = slashedNumber(chainAt(plain, match.index, SLASHED.lastIndex), plain)
    if (number !== undefined) numbers.push(number)
  }
  return numbers
}

/** The chain up to the last group with which it is a number; undefined where no slash belongs to one. */
function slashedNumber({ start, groups }: NumberChain, plain: string): NumberChain | undefined {
  let digits = ''
  let last = start
  let isSlashed = false
  let end = 0
  for (const group of groups) {
    if (group.end > start + LONGEST) break
    const gap = plain.slice(last, group.start)
    // "+49 30 901820 / 24": what stands before is a number already.
    if (gap.includes('/') && gap.includes(' ') && isInternational(digits)) break
    isSlashed ||= gap.includes('/')
    last = group.end
    const isBracketed = gap.endsWith('(') && plain.charAt(last) === ')'
    digits = withGroup(digits, group.digits, isBracketed)
    if (!isBracketed && isSlashed && isInternational(digits) && endsAt(plain, start, last)) end = last
  }
  return end === 0 ? undefined : chainAt(plain, start, end)
}

/** Zeros before the calling code are left out, and so is the one in brackets, which is dialled at home only. */
function withGroup(digits: string, group: string, isBracketed: boolean): string {
  if (isBracketed && group === '0') return digits
  return digits === '' ? group.replace(/^00/, '') : digits + group
}

function endsAt(plain: string, start: number, end: number): boolean {
  return !/^[-./(]\d/.test(plain.slice(end, end + 2)) && !DATE.test(plain.slice(start, end))
}
