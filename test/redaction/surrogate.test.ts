import * as fc from 'fast-check'
import { isIP } from 'node:net'
import { expect, test } from 'vitest'
import { createRedactor, type Detector } from '../../src/redaction/index.ts'
import { isSurrogate } from '../../src/redaction/surrogate/index.ts'
import { runs } from '../support/runs.ts'

const surrogates = (secret = 'a long and random text') => createRedactor({ mode: 'surrogate', secret })

const VALUES = [
  'ada@corp.test',
  'bob@corp.test',
  'https://intra.corp.test/people?id=7',
  '(415) 867-5309',
  '+44 20 7946 1234',
  '5105 1051 0510 5100',
  '3782 822463 10005',
  'GB82 WEST 1234 5698 7654 32',
  'DE89370400440532013000',
  '078-05-1120',
  '8.8.8.8',
  '2606:4700:4700::1111',
]
const said = (value: string): string => `Mine, the ${cueOf(value)}, ${value}, thanks`
/** What is made of a value, without the words around it. */
const made = (masked: string): string => masked.replace(/^Mine, the [a-z-]+, /, '').slice(0, -8)

function cueOf(value: string): string {
  if (/^[(+]/.test(value)) return 'phone'
  if (/^\d{4} /.test(value)) return 'card'
  return /^\d{3}-/.test(value) ? 'ssn' : 'address'
}

test('one value gives one surrogate, in every conversation, and another secret another one', () => {
  for (const value of VALUES) {
    const first = surrogates().begin().text(said(value))
    expect(first).not.toContain(value)
    expect(first).not.toContain('[')
    expect(
      surrogates()
        .begin()
        .text(`Again. ${said(value)}`),
    ).toBe(`Again. ${first}`)
    expect(surrogates('another long random text').begin().text(said(value))).not.toBe(first)
  }
})

test('surrogates are of the same kind and in the ranges that nobody has', () => {
  const one = (value: string): string => made(surrogates().begin().text(said(value)))
  expect(one('ada@corp.test')).toMatch(/^[a-z]{6}\.[a-z]{6}\d\d@example\.(?:com|org)$/)
  expect(one('https://intra.corp.test/a')).toMatch(/^https:\/\/example\.com\/\d+$/)
  expect(one('(415) 867-5309')).toMatch(/^\(\d{3}\) 555-01\d\d$/)
  expect(one('+44 20 7946 1234')).toMatch(/^\+1 \d{3}-555-01\d\d$/)
  expect(one('5105 1051 0510 5100')).toMatch(/^4000 00\d\d \d{4} \d{4}$/)
  expect(one('3782 822463 10005')).toMatch(/^3700 00\d{4} \d{5}$/)
  expect(one('078-05-1120')).toMatch(/^000-\d\d-\d{4}$/)
  expect(one('8.8.8.8')).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/)
  expect(isIP(one('2606:4700:4700::1111'))).toBe(6)
  const iban = one('GB82 WEST 1234 5698 7654 32').replaceAll(' ', '')
  expect(BigInt(`${iban.slice(4)}1314${iban.slice(2, 4)}`) % 97n).toBe(1n)
})

test('what has no surrogate prints its tag', () => {
  const token = `ghp_${'a1'.repeat(18)}`
  expect(
    surrogates()
      .begin()
      .text(`${token} and ghp_${'b2'.repeat(18)} and ${token}`),
  ).toBe('[SECRET] and [SECRET_2] and [SECRET]')
})

test('surrogates stay when they are masked again, with whatever secret, in whatever text', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...VALUES),
      fc.constantFrom(' ', ', ', '"', '(', ')', '\n', '。', 'phone: ', "'", '/', '.'),
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(pieces, (given) => {
      for (const text of [given.join(''), JSON.stringify({ phone: given, a: given.join(' ') })]) {
        const masked = surrogates().begin().text(text)
        const scope = surrogates('another long random text').begin()
        expect(scope.text(masked)).toBe(masked)
        expect(scope.counts).toEqual({})
      }
    }),
    { numRuns: runs(100, 2_000) },
  )
})

test('no surrogate equals what stands in the conversation, or that of another value', () => {
  for (const value of VALUES) {
    const first = made(surrogates().begin().text(said(value)))
    const texts = [said(value), `But ${first} is mine`]
    const scope = surrogates().begin({ texts })
    const other = made(scope.text(said(value)))
    expect(other).not.toBe(first)
    expect(scope.text(texts[1] ?? '')).toBe(texts[1])
  }
  const scope = surrogates().begin()
  const addresses = Array.from({ length: 300 }, (_, index) => scope.text(`8.8.${index % 250}.${1 + (index % 7)}`))
  const distinct = new Set(Array.from({ length: 300 }, (_, index) => `8.8.${index % 250}.${1 + (index % 7)}`))
  expect(new Set(addresses).size).toBe(distinct.size)
})

test('more values than there are surrogates print tags, never a surrogate twice', () => {
  const scope = surrogates().begin()
  const printed = Array.from({ length: 900 }, (_, index) => scope.text(`8.${Math.trunc(index / 250)}.${index % 250}.9`))
  expect(new Set(printed).size).toBe(900)
  expect(printed.at(-1)).toMatch(/^\[IP(?:_\d+)?\]$|^[\d.]+$/)
  expect(printed.some((text) => text.startsWith('['))).toBe(true)
})

test('a surrogate never holds a known value', () => {
  const first = surrogates().begin().text('ada@corp.test')
  const [name = ''] = first.split('.')
  const scope = createRedactor({ mode: 'surrogate', secret: 'a long and random text', known: [name] }).begin()
  expect(scope.text('ada@corp.test')).not.toContain(name)
})

test('mode surrogate needs a secret, and other modes are told', () => {
  expect(() => createRedactor({ mode: 'surrogate' })).toThrow(/has no secret.*Fix: pass a long random text/)
  expect(() => createRedactor({ mode: 'surrogate', secret: 'a' })).toThrow('fewer than 16 characters')
  expect(() => createRedactor({ mode: 'fake' as 'tag' })).toThrow(/no redaction mode "fake"/)
})

test('only what has the form of a surrogate counts as one', () => {
  const others = [
    'ada@example.com',
    'https://example.com/reset?for=ada@corp.test',
    '+1 415-867-5309',
    '4111 1111 1111 1111',
  ]
  for (const value of others) expect(isSurrogate(value)).toBe(false)
})

test('detectors of the app take part', () => {
  const detector: Detector = {
    name: 'host',
    tag: 'IP',
    version: 1,
    find: (text) => (text.startsWith('db-') ? [{ start: 0, end: 4 }] : []),
  }
  const { text } = createRedactor({
    mode: 'surrogate',
    secret: 'another long random text',
    detectors: [detector],
  }).begin()
  expect(text('db-1 is down')).toMatch(/^[\d.]+ is down$/)
})
