import { expect, test } from 'vitest'
import { createRedactor, ssnDetector } from '../../../src/redaction/index.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [ssnDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

test.for([
  ['It is 460-89-9847.', 'It is [SSN].'],
  ['853-37-1694', '[SSN]'],
  ['SSN 460 89 9847', 'SSN [SSN]'],
  ['{"ssn":"460899847"}', '{"ssn":"[SSN]"}'],
  ['my social security number is 460899847', 'my social security number is [SSN]'],
  ['SSN：４６０－８９－９８４７', 'SSN：[SSN]'],
  ['我的号码460-89-9847', '我的号码[SSN]'],
  [String.raw`"a\n460-89-9847\nb"`, String.raw`"a\n[SSN]\nb"`],
  ['```\nssn = 460-89-9847\n```', '```\nssn = [SSN]\n```'],
])('%j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  '000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000',
  'SSN 000123456',
  '460 89 9847',
  '460899847',
  '460-89-98471 and 1460-89-9847',
  '1-460-89-9847 and 460-89-9847-1',
  'a460-89-9847b',
  '460-89 9847',
  '```\n460-89-9847\n```',
])('%j holds none', (text) => {
  expect(mask(text)).toBe(text)
})

test('one number written in two ways is one', () => {
  expect(begin('numbered').text('ssn 460-89-9847, ssn 460899847, ssn 514-69-0360')).toBe(
    'ssn [SSN], ssn [SSN], ssn [SSN_2]',
  )
})
