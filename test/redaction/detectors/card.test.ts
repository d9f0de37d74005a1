import { expect, test } from 'vitest'
import { cardDetector, createRedactor } from '../../../src/redaction/index.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [cardDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

/** Test numbers that the brands publish. */
test.for([
  ['Visa', '4111111111111111'],
  ['Visa, short', '4222222222222'],
  ['Mastercard', '5555555555554444'],
  ['Mastercard, series 2', '2223003122003222'],
  ['American Express', '378282246310005'],
  ['Diners Club', '30569309025904'],
  ['Discover', '6011111111111117'],
  ['JCB', '3530111333300000'],
  ['UnionPay', '6200000000000005'],
  ['Maestro', '6759649826438453'],
])('%s is masked where a word says that it is a card', ([, number]) => {
  expect(mask(`My card ${number} is lost`)).toBe('My card [CARD] is lost')
  expect(mask(`{"card_number":"${number}"}`)).toBe('{"card_number":"[CARD]"}')
  expect(mask(`${number}: ¿es su tarjeta?`)).toBe('[CARD]: ¿es su tarjeta?')
})

test.for([
  ['pay with 4111 1111 1111 1111', 'pay with [CARD]'],
  ['5555-5555-5555-4444.', '[CARD].'],
  ['3782 822463 10005', '[CARD]'],
  [' 4111111111111111\n', ' [CARD]\n'],
  ['visa 4111 1111 1111 1111 12/27 123', 'visa [CARD] 12/27 123'],
  ['信用卡４１１１　１１１１　１１１１　１１１１', '信用卡[CARD]'],
  ['卡号：4111111111111111', '卡号：[CARD]'],
  ['карта 4111111111111111', 'карта [CARD]'],
  ['カードは4111111111111111です', 'カードは[CARD]です'],
])('%j prints %j', ([text, masked]) => {
  expect(mask(text ?? '')).toBe(masked)
})

test.for([
  'the card 4111111111111112 has a wrong check digit',
  'take 4111111111111111 of them',
  'card 41111111111111110000000',
  'card a4111111111111111 and 4111111111111111b',
  'card 0.4111111111111111',
  'card 0000 0000 0000 0000 or 1234 5678 9012 3456',
  'card id 550e8400-e29b-41d4-a716-446655440000',
  '0 1722943144000 3',
  '1010101010101010 1100110011001100',
])('%j holds no card', (text) => {
  expect(mask(text)).toBe(text)
})

test('digits in fenced code stay', () => {
  const code = '```js\nconst card = "4111 1111 1111 1111"\n```'
  expect(mask(code)).toBe(code)
})

test('one number written in two ways is one', () => {
  expect(begin('numbered').text('card 4111111111111111, 4111 1111 1111 1111, 5555-5555-5555-4444')).toBe(
    'card [CARD], [CARD], [CARD_2]',
  )
})

test('a number behind an escape leaves JSON that can be read', () => {
  for (const sign of ['\n', '\t', '\u0001']) {
    const json = JSON.stringify({ text: `card:${sign}4111111111111111${sign}` })
    expect(JSON.parse(mask(json))).toEqual({ text: `card:${sign}[CARD]${sign}` })
  }
})
