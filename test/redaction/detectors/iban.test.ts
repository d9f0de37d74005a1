import { expect, test } from 'vitest'
import { createRedactor, ibanDetector } from '../../../src/redaction/index.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [ibanDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

/** Examples of the IBAN registry. */
test.for([
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'FR1420041010050500013M02606',
  'NO9386011117947',
  'CH9300762011623852957',
  'NL91ABNA0417164300',
  'MT84MALT011000012345MTLCAST001S',
  'SA0380000000608010167519',
  'BR1800360305000010009795493C1',
  'PL61109010140000071219812874',
])('%s is masked in one piece, in groups, in lower case', (number) => {
  const groups = number.match(/.{1,4}/g) ?? []
  expect(mask(`Pay to ${number}.`)).toBe('Pay to [IBAN].')
  expect(mask(`IBAN: ${groups.join(' ')}, today`)).toBe('IBAN: [IBAN], today')
  expect(mask(groups.join('-'))).toBe('[IBAN]')
  expect(mask(number.toLowerCase())).toBe('[IBAN]')
  expect(JSON.parse(mask(JSON.stringify({ to: `first\n${number}\n` })))).toEqual({ to: 'first\n[IBAN]\n' })
})

test('beside other scripts and in full-width signs', () => {
  expect(mask('账号DE89370400440532013000。')).toBe('账号[IBAN]。')
  expect(mask('ＤＥ８９３７０４００４４０５３２０１３０００')).toBe('[IBAN]')
})

test.for([
  'DE88370400440532013000',
  'DE8937040044053201300',
  'DE893704004405320130000',
  'XX89370400440532013000',
  'ADE89370400440532013000',
  'DE89 3704 0044 0532 0130',
  'DE89 37 0400 4405 3201 3000',
  'GB29',
])('%j is none', (text) => {
  expect(mask(text)).toBe(text)
})

test('one number written in two ways is one', () => {
  expect(begin('numbered').text('DE89370400440532013000 de89 3704 0044 0532 0130 00 NO9386011117947')).toBe(
    '[IBAN] [IBAN] [IBAN_2]',
  )
})
