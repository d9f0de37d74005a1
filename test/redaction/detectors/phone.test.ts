import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, phoneDetector } from '../../../src/redaction/index.ts'
import { runs } from '../../support/runs.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [phoneDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

test.for([
  ['Write or +14152345678', 'Write or [PHONE]'],
  ['+1 (415) 234-5678.', '[PHONE].'],
  ['[us](tel:+1-415-234-5678)', '[us](tel:[PHONE])'],
  ['+44 20 7946 0018 or +44 (0)20 7946 0018', '[PHONE] or [PHONE]'],
  ['+33 6 12 34 56 78, +49 171 1234567', '[PHONE], [PHONE]'],
  ['+91 98765 43210; +86 138 1234 5678', '[PHONE]; [PHONE]'],
  ['(+7) 916 123-45-67', '[PHONE]'],
  ['001-518-640-0854', '[PHONE]'],
  ['(415) 234-5678', '[PHONE]'],
  ['I lost my card: (415) 234-5678', 'I lost my card: [PHONE]'],
  ['1. 415.234.5678', '1. [PHONE]'],
  ['Bob,415-234-5678,NY', 'Bob,[PHONE],NY'],
  ['06 12 34 56 78', '[PHONE]'],
  ['07911 123456 and 020 7946 0018', '[PHONE] and [PHONE]'],
  ['0171 1234567', '[PHONE]'],
  ['138-1234-5678', '[PHONE]'],
  ['010-62345678', '[PHONE]'],
  ['090-1234-5678', '[PHONE]'],
  ['(11) 91234-5678', '[PHONE]'],
  ['415-234-5678 ext. 12, 415-234-5678x3', '[PHONE], [PHONE]'],
])('a number that shows by its form: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  ['call me at 555 123 4567 today', 'call me at [PHONE] today'],
  ['my cell is 4152345678', 'my cell is [PHONE]'],
  ['Call 415-234-5678 24/7', 'Call [PHONE] 24/7'],
  ['467 3395 office', '[PHONE] office'],
  ['Please call 4158675309.', 'Please call [PHONE].'],
  ['call us at: 4158675309, text me 4158675309', 'call us at: [PHONE], text me [PHONE]'],
  ['ring me back on 01712345678', 'ring me back on [PHONE]'],
  ['my number is 4158675309', 'my number is [PHONE]'],
  ['Tel. 030 / 123 45 67 und 030/1234567', 'Tel. [PHONE] und [PHONE]'],
  ['{"phone":"4152345678"}', '{"phone":"[PHONE]"}'],
  ['appelez-moi au 06.12.34.56.78', 'appelez-moi au [PHONE]'],
  ['llámame al 612 345 678', 'llámame al [PHONE]'],
  ['мой телефон 8 (916) 123-45-67', 'мой телефон [PHONE]'],
  ['тел. 89161234567', 'тел. [PHONE]'],
  ['我的电话是13812345678。', '我的电话是[PHONE]。'],
  ['手机号：６１２３４５６７', '手机号：[PHONE]'],
  ['電話番号は０９０－１２３４－５６７８です', '電話番号は[PHONE]です'],
  ['전화번호는 010-1234-5678입니다', '전화번호는 [PHONE]입니다'],
  ['هاتفي ٠٥٠١٢٣٤٥٦٧', 'هاتفي [PHONE]'],
])('a number that words name: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  '+49(0)30/901820',
  '+49 (0)30/901820-11',
  '+49/30/901820',
  '+49 30/901820',
  '+49 (30)/901820',
  '+49 171/2345678',
  '+43 1/58858',
  '+43 (0)1/58858-0',
  '+41 44/668 18 00',
  '0049 30/901820',
  '+49 89 / 123 45 67',
  '+49 30 / 90 18 20',
  '(+49) 30/901820',
  '+49 (0) 6221 / 54 - 2345',
  '+43 1 58858/0',
  '+1 (415)/234-5678',
  '＋４９ ３０／９０１８２０',
])('an international number with a slash goes whole: %j', (number) => {
  expect(mask(number)).toBe('[PHONE]')
  expect(mask(`Tel.: ${number}, ${number} (call ${number})\n`)).toBe('Tel.: [PHONE], [PHONE] (call [PHONE])\n')
  expect(mask(`${number} 24/12/2024`)).toBe('[PHONE] 24/12/2024')
})

test.for([
  ['Telefon: +49 89 / 1234567', 'Telefon: [PHONE]'],
  ['(+49 30/901820)', '([PHONE])'],
  ['+49 30/901820+49 30/901821', '[PHONE][PHONE]'],
  ['+49 30 901820 / 24 h', '[PHONE] / 24 h'],
  ['+4330901820 / (415) 234-5678', '[PHONE] / [PHONE]'],
  ['x+43 / (415) 234-5678', 'x+43 / [PHONE]'],
  ['+14152345678/(0)', '[PHONE]/(0)'],
  ['+1 415-234-5678 / 415-234-5679', '[PHONE] / [PHONE]'],
  ['+49 30 901820 / 0171 2345678', '[PHONE] / [PHONE]'],
])('a slash behind a whole number parts it from what follows: %j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test('with a slash or without, it is one number', () => {
  expect(begin('numbered').text('+49 30/901820, +49(0)30/901820, 0049 30 901820')).toBe('[PHONE], [PHONE], [PHONE]')
})

test.for([
  '24/12/2024 and +43/12/2024, 0049/12/2024',
  '/+49/30/901820 and x+49/30/901820',
  '49 30/901820 and 1/2345678, 00/12345678',
  '+49 30/90/18/20',
  'odds of +10/25000000',
  'ratio 1920/1080/2560',
  '/2024/0049/30/901820.html',
])('without a calling code, or behind another slash, a slash stays: %j', (text) => {
  expect(mask(text)).toBe(text)
})

test.for([
  'call 555-0199 or (212) 555-0123 or +1 212 555 0100',
  'order number 415-234-5678',
  'Invoice #4152345678, account 4152345678',
  'call on 2024-01-02 12:30:45 or 12.05.2023',
  'call me in 2019-2020',
  'phone id 550e8400-e29b-41d4-a716-446655440000',
  'd41d8cd98f00b204e9800998ecf8427e',
  'call took 1722943144000',
  'call it 3.14159265, or 1 000 000',
  'price 415-234-5678, $415-234-5678, 1 234 567 EUR',
  'ISBN 978-0-13-468599-1',
  'lottery 05 12 23 34 45',
  '1 2 3 4 5 6 7 8 9 10',
  'sizes 250 300 2000',
  'x = 1234567890 + 9876543210',
  '7234567 8234567',
  '+1234567890 and +99912345678',
  '1550-1070 BCE',
  'abc415-234-5678def',
  '127.0.0.1',
  'mobile games have 12 345 678 users',
  'the number 12 345 678 is even',
  'text size 12 14 16 18 20 24',
  'phone resolution 1080 2340 1170 2532',
  'messages of 1024 2048 4096 and of 100 200 300',
  'Order 112-1234567-1234567',
  '000-12-3456',
])('%j holds no telephone number', (text) => {
  expect(mask(text)).toBe(text)
})

test('digits in fenced code stay, and those behind a fence that nothing closes do not', () => {
  const code = 'Run:\n```sh\ncall 415-234-5678\n```\n'
  expect(mask(`${code}call 415-234-5678`)).toBe(`${code}call [PHONE]`)
  expect(mask(JSON.stringify(`${code}call 415-234-5678`))).toBe(JSON.stringify(`${code}call [PHONE]`))
  expect(mask('```\ncall 415-234-5678')).toBe('```\ncall [PHONE]')
})

test('a number behind an escape leaves JSON that can be read', () => {
  for (const sign of ['\n', '\t', '\u0001', '"', '\\']) {
    const json = JSON.stringify({ text: `phone:${sign}415-234-5678${sign}` })
    expect(JSON.parse(mask(json))).toEqual({ text: `phone:${sign}[PHONE]${sign}` })
  }
})

test('one number written in two ways is one', () => {
  expect(begin('numbered').text('+1 415-234-5678, +1 (415) 234 5678, 001 415 234 5678, +44 20 7946 0018')).toBe(
    '[PHONE], [PHONE], [PHONE], [PHONE_2]',
  )
})

test('words before a number tell the same beside a letter that is not of ASCII', () => {
  const pieces = [
    'call',
    'Phone',
    'TEL',
    'no',
    'Order',
    'my',
    'number',
    'SSN',
    's',
    'x',
    '1',
    ' ',
    ' ',
    '_',
    '-',
    ':',
    '[PHONE]',
  ]
  const words = fc.string({ unit: fc.constantFrom(...pieces), maxLength: 8 })
  fc.assert(
    fc.property(words, fc.constantFrom('1234 5678', '12345678', '4152345678'), (before, number) => {
      const text = `${before.slice(0, 30)} ${number}.`
      expect(mask(`é ${text}`).slice(2)).toBe(mask(`e ${text}`).slice(2))
    }),
    { numRuns: runs(1000, 100_000) },
  )
})
