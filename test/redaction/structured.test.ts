import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import type { Message } from '../../src/core/message.ts'
import { createRedactor, type Detector, type RedactionMode } from '../../src/redaction/index.ts'
import { runs } from '../support/runs.ts'

const scope = (mode: RedactionMode = 'numbered') =>
  createRedactor({ mode, secret: 'a long and random text', known: ['Zoë Müller'] }).begin()

test('numbers are masked where their name says what they are', () => {
  const { json, counts } = scope()
  expect(
    json({
      phone: 4158675309,
      mobileNumber: 4158675310,
      contact: { phones: [4158675309, 4158675311], fax: { number: 4158675312 } },
      card_number: 5105105105105100,
      ssn: 78051120,
    }),
  ).toEqual({
    phone: '[PHONE]',
    mobileNumber: '[PHONE_2]',
    contact: { phones: ['[PHONE]', '[PHONE_3]'], fax: { number: '[PHONE_4]' } },
    card_number: '[CARD]',
    ssn: '[SSN]',
  })
  expect(counts).toEqual({ phone: 5, card: 1, ssn: 1 })
})

test('numbers of other names, and numbers that are none of the kind, stay', () => {
  const value = {
    id: 4158675309,
    phone_id: 4158675309,
    phoneVerifiedAt: 1722943144000,
    phone: 12,
    phoneCount: 4158675309,
    card: 5105105105105101,
    ssn: 1,
    price: 1234567,
    other: [4158675309, true, null, 1.5],
  }
  const { json, counts } = scope()
  expect(json(value)).toBe(value)
  expect(counts).toEqual({})
})

test('a string of digits is masked by its name too', () => {
  expect(scope().json({ phone: '4158675309', ssn: '078051120', zip: '94103', note: '4158675309' })).toEqual({
    phone: '[PHONE]',
    ssn: '[SSN]',
    zip: '94103',
    note: '4158675309',
  })
})

test('only what the redactor masks at all is masked by its name', () => {
  const value = { phone: 4158675309 }
  expect(createRedactor({ preset: 'secrets' }).begin().json(value)).toBe(value)
})

test('JSON source stays JSON, keeps how it was written, and its escapes hide nothing', () => {
  const { text } = scope()
  expect(text('{ "phone" : 4158675309,\n  "n":1.0, "by":"Zo\\u00eb M\\u00fcller", "big":12345678901234567890 }')).toBe(
    '{ "phone" : "[PHONE]",\n  "n":1.0, "by":"[PERSON]", "big":12345678901234567890 }',
  )
  expect(text('[{"to":"\\u0061da@corp.test"}, "{\\"mobile\\":4158675310}"]')).toBe(
    '[{"to":"[EMAIL]"}, "{\\"mobile\\":\\"[PHONE_2]\\"}"]',
  )
})

test('keys that become one tag stay apart in JSON source too', () => {
  const text = createRedactor({ preset: 'pii' }).begin().text('{"ada@corp.test":1,"bob@corp.test":2}')
  expect(text).toBe('{"[EMAIL]":1,"[EMAIL]_2":2}')
})

test('a code block keeps valid JSON', () => {
  const customer: Detector = {
    name: 'customer',
    tag: 'CUSTOMER',
    version: 1,
    find: (text) => [...text.matchAll(/\b77\d{4}\b/g)].map(({ index }) => ({ start: index, end: index + 6 })),
  }
  const masked = createRedactor({ detectors: [customer] })
    .begin()
    .text('So:\n{"by": 771234, "of": "No. 771235"} 771236')
  expect(masked).toBe('So:\n{"by": "[CUSTOMER]", "of": "No. [CUSTOMER]"} [CUSTOMER]')
})

test('raw arguments of a tool call stay JSON where they were JSON', () => {
  const call = (argumentsRaw: string): Message => ({
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {}, argumentsRaw }],
  })
  const masked = (raw: string) => scope().message(call(raw)).parts[0]
  expect(masked('[{"phone": 4158675309}]')).toMatchObject({ argumentsRaw: '[{"phone": "[PHONE]"}]' })
  expect(masked('{"to": "ada@corp.test", "n": ')).toMatchObject({ argumentsRaw: '{"to": "[EMAIL]", "n": ' })
})

const leaf = fc.oneof(
  fc.constantFrom<Json>(4158675309, 5105105105105100, 1.5, null, true, -3, 78051120),
  fc.constantFrom<Json>('ada@corp.test', 'Zoë Müller', '(415) 867-5309', 'https://a.test/?b=c', '5105 1051 0510 5100'),
  fc.constantFrom<Json>(
    '{"phone":4158675309}',
    '[1,"ada@corp.test"]',
    '{"a":',
    '\\u0041',
    '"',
    '078-05-1120',
    '8.8.8.8',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const key = fc.constantFrom('phone', 'card', 'ssn', 'a', 'ada@corp.test', 'Zoë Müller', '', '__proto__', 'number', 'ip')
const tree = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value

test('whatever the JSON: it stays JSON, nothing known is left, and masking twice is masking once', () => {
  const modes = fc.constantFrom<RedactionMode>('tag', 'numbered', 'surrogate')
  fc.assert(
    fc.property(tree, modes, fc.constantFrom(undefined, 2), (value, mode, space) => {
      const source = JSON.stringify([value], undefined, space)
      const masked = scope(mode).text(source)
      const plain = scope(mode).json([value])
      for (const result of [JSON.stringify(JSON.parse(masked)), JSON.stringify(plain)]) {
        expect(result).not.toMatch(/ada@corp\.test|Zoë Müller|867-5309|5105 1051/)
      }
      const again = scope(mode)
      expect(again.text(masked)).toBe(masked)
      expect(again.json(plain)).toBe(plain)
      expect(again.counts).toEqual({})
    }),
    { numRuns: runs(100, 5_000) },
  )
})
