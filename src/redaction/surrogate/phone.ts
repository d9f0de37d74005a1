import { digitsOf } from '../kinds.ts'
import { fillDigits, isGrouped, type Fake } from './fake.ts'

/** Area codes in use: the number between them is what nobody has. */
const AREAS = '202 212 303 305 312 404 415 503 512 602 615 617 702 713 801 808 901 907'.split(' ')
const FORM = /^(?:1?[2-9]\d\d)?55501\d\d$/

/** North American numbers from 555-0100 to 555-0199, which are kept for fiction, in the grouping of the value. */
export const fakePhone: Fake = {
  byDigits: true,
  make(draw, value) {
    const line = `55501${draw(10)}${draw(10)}`
    const local = `${AREAS[draw(AREAS.length)] ?? ''}${line}`
    if (isGrouped(value, 7) && !value.includes('+')) return fillDigits(value, line)
    if (isGrouped(value, 10) && !value.includes('+')) return fillDigits(value, local)
    if (isGrouped(value, 11) && /^\D*1/.test(value)) return fillDigits(value, `1${local}`)
    return `+1 ${local.slice(0, 3)}-${line.slice(0, 3)}-${line.slice(3)}`
  },
  isFake: (value) => FORM.test(digitsOf(value)) && /^[\d ().+/-]+$/.test(value),
}
