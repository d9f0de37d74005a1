import { codeUnitAt } from '../../../core/code-unit.ts'
import { seeking, type Detector, type Span } from '../../detector.ts'
import { isAsciiWord } from '../../letters.ts'
import { LETTERED } from '../../signs/bits.ts'
import { plainText } from '../numbers/plain-text.ts'
import { touchesWord } from '../numbers/number-chains.ts'
import { IBAN_LENGTHS } from './countries.ts'

/** From the digits on, as they are rarer than letters. */
const CHECK_DIGITS = /(?<=[A-Za-z]{2})\d\d(?= ?-?[A-Za-z0-9]{2})/g
/** The country and the check digits. */
const PREFIX_LENGTH = 4

/**
 * Finds International Bank Account Numbers (ISO 13616), tag `[IBAN]`: country, that country's length, check digits. In one
 * piece or in groups of four, in upper or lower case.
 *
 * @example createRedactor({ detectors: [ibanDetector()] })
 */
export function ibanDetector(): Detector {
  return seeking(LETTERED, { name: 'iban', tag: 'IBAN', version: 1, find: findNumbers, key: compact })
}

function compact(value: string): string {
  return plainText(value)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
}

function findNumbers(text: string): readonly Span[] {
  const plain = plainText(text)
  const spans: Span[] = []
  CHECK_DIGITS.lastIndex = 0
  for (let match = CHECK_DIGITS.exec(plain); match !== null; match = CHECK_DIGITS.exec(plain)) {
    const start = match.index - 2
    const length = IBAN_LENGTHS.get(plain.slice(start, match.index).toUpperCase())
    if (length === undefined || touchesWord(plain, start - 1)) continue
    const end = endOfNumber(plain, start, length)
    if (end === -1 || touchesWord(plain, end) || !hasRightCheck(plain, start, end)) continue
    spans.push({ start, end })
    CHECK_DIGITS.lastIndex = end
  }
  return spans
}

/** Behind the last character of a number of that length; -1 where something else stands in its way. */
function endOfNumber(plain: string, start: number, length: number): number {
  const sign = plain.charAt(start + PREFIX_LENGTH)
  const separator = sign === ' ' || sign === '-' ? sign : ''
  let index = start
  for (let taken = 0; taken < length; taken += 1) {
    if (separator !== '' && taken > 0 && taken % 4 === 0) {
      if (plain.charAt(index) !== separator) return -1
      index += 1
    }
    if (index >= plain.length || !isAsciiWord(codeUnitAt(plain, index))) return -1
    index += 1
  }
  return index
}

/** ISO 7064, MOD 97-10: the country and the check digits at the end, letters as 10 to 35. */
function hasRightCheck(plain: string, start: number, end: number): boolean {
  const rest = restOf(plain, start + PREFIX_LENGTH, end, 0)
  return restOf(plain, start, start + PREFIX_LENGTH, rest) === 1
}

function restOf(plain: string, start: number, end: number, before: number): number {
  let rest = before
  for (let index = start; index < end; index += 1) {
    const code = codeUnitAt(plain, index)
    // The sign between two groups.
    if (!isAsciiWord(code)) continue
    const isDigit = code < 0x40
    rest = (rest * (isDigit ? 10 : 100) + (isDigit ? code - 0x30 : (code & 0x1f) + 9)) % 97
  }
  return rest
}
