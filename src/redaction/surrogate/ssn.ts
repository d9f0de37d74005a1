import { digitsOf } from '../kinds.ts'
import { drawDigits } from './draw.ts'
import { fillDigits, isGrouped, type Fake } from './fake.ts'

/** US social security numbers of area 000, which the agency never issues, in the grouping of the value. */
export const fakeSsn: Fake = {
  byDigits: true,
  make(draw, value) {
    const digits = `000${drawDigits(draw, 6)}`
    if (isGrouped(value, 9)) return fillDigits(value, digits)
    return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`
  },
  isFake: (value) => /^000\d{6}$/.test(digitsOf(value)) && isGrouped(value, 9),
}
