import { drawDigits } from './draw.ts'
import type { Fake } from './fake.ts'

/** German bank codes begin with 1 to 8: a bank of zeros there is none. */
const BANK = '00000000'
const DE_IN_DIGITS = '1314'

/** German account numbers at no bank, with right check digits (ISO 13616, ISO/IEC 7064 mod 97). */
export const fakeIban: Fake = {
  make(draw, value) {
    const account = BANK + drawDigits(draw, 10)
    const check = 98 - Number(BigInt(`${account}${DE_IN_DIGITS}00`) % 97n)
    const iban = `DE${String(check).padStart(2, '0')}${account}`
    return value.includes(' ') ? iban.replaceAll(/(.{4})(?=.)/g, '$1 ') : iban
  },
  isFake: (value) => /^DE\d\d0{8}\d{10}$/i.test(value.replaceAll(' ', '')),
}
