import { seeking, type Detector, type Span } from '../../detector.ts'
import { LETTERED } from '../../signs/bits.ts'
import { plainText } from '../numbers/plain-text.ts'
import { touchesWord } from '../numbers/number-chains.ts'
import { IBAN_LENGTHS } from './countries.ts'

/** From the digits on, as they are rarer than letters. */
const CHECK_DIGITS = /(?<=[A-Za-z]{2})\d\d(?= ?-?[A-Za-z0-9]{2})/g

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
    if (end === -1 || touchesWord(plain, end) || !hasRightCheck(compact(plain.slice(start, end)))) continue
    spans.push({ start, end })
    CHECK_DIGITS.lastIndex = end
  }
  return spans
}

/** Behind the last character of a number of that length; -1 where something else stands in its way. */
function endOfNumber(plain: string, start: number, length: number): number {
  const separator = /[ -]/.test(plain.charAt(start + 4)) ? plain.charAt(start + 4) : ''
  let index = start
  for (let taken = 0; taken < length; taken += 1) {
    if (separator !== '' && taken > 0 && taken % 4 === 0) {
      if (plain.charAt(index) !== separator) return -1
      index += 1
    }
    if (!/[A-Za-z0-9]/.test(plain.charAt(index))) return -1
    index += 1
  }
  return index
}

/** ISO 7064, MOD 97-10: the first four at the end, letters as 10 to 35. */
function hasRightCheck(number: string): boolean {
  let rest = 0
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97
  }
  return rest === 1
}
