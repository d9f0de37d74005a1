import { digitsOf, passesLuhn } from '../kinds.ts'
import { drawDigits } from './draw.ts'
import { fillDigits, isGrouped, type Fake } from './fake.ts'

/** By number of digits: the first six of the numbers that payment services give for tests, and that no bank issues. */
const PREFIXES: { readonly [length: number]: string } = {
  13: '400000',
  14: '300000',
  15: '370000',
  16: '400000',
  19: '400000',
}
const USUAL = 16

/** Card numbers of as many digits, in the grouping of the value, with a right check digit (Luhn). */
export const fakeCard: Fake = {
  byDigits: true,
  make(draw, value) {
    const length = digitsOf(value).length
    const prefix = PREFIXES[length]
    if (prefix === undefined || !isGrouped(value, length)) {
      return withCheckDigit(`400000${drawDigits(draw, USUAL - 7)}`).replaceAll(/(\d{4})(?=\d)/g, '$1 ')
    }
    return fillDigits(value, withCheckDigit(prefix + drawDigits(draw, length - 7)))
  },
  isFake(value) {
    const digits = digitsOf(value)
    const prefix = PREFIXES[digits.length]
    return prefix !== undefined && digits.startsWith(prefix) && passesLuhn(digits) && isGrouped(value, digits.length)
  },
}

function withCheckDigit(digits: string): string {
  const check = '0123456789'.split('').find((digit) => passesLuhn(digits + digit))
  return digits + (check ?? '')
}
