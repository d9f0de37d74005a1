import { expect, test } from 'vitest'
import { createRedactor } from '../../src/redaction/index.ts'

const mask = (text: string): string => createRedactor({ mode: 'numbered' }).begin().text(text)

// As the docstring of `createRedactor` says: whoever masks one of these some day takes it from there too.
test.for([
  'I am Ada Lovelace, 12 Main Street, born 1990-04-12',
  'phone 415<wbr>867<wbr>5309',
  'phone 415&nbsp;867&nbsp;5309',
  'phone 415\u2009867\u20095309',
  'card 4111\n1111\n1111\n1111',
  'ada@corp<wbr>.test',
  'ada@\u2009corp.test',
  'ada at corp dot test',
  'four one five eight six seven five three oh nine',
  'YWRhQGNvcnAudGVzdA==',
  '```\ncall 415-867-5309, card 4111 1111 1111 1111\n```',
  'I use Zx8Kp2Lm9Qr4Tv6Wy1 for it',
])('out of scope: %j stays', (text) => {
  expect(mask(text)).toBe(text)
})

test.for(['phone 415\u00a0867\u00a05309', 'phone 415-867-5309', 'phone 415.867.5309', 'phone (415) 867-5309'])(
  'within scope: %j',
  (text) => {
    expect(mask(text)).toBe('phone [PHONE]')
  },
)

test('digits that letters follow are an id; an extension is part of a telephone number', () => {
  expect(mask('phone 41586753090a or 0198000000bfe5')).toBe('phone 41586753090a or 0198000000bfe5')
  expect(mask('phone 4158675309x12')).toBe('phone [PHONE]')
})
