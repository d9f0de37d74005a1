import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message, Part } from '../../src/core/message.ts'
import type { Tool } from '../../src/core/tool.ts'
import { createRedactor } from '../../src/redaction/index.ts'
import { viewOf } from '../../src/redaction/views/view.ts'
import { runs } from '../support/runs.ts'

const begin = () => createRedactor({ mode: 'numbered' }).begin()
const INVISIBLE = ['\u00ad', '\u180e', '\u200b', '\u200c', '\u202e', '\u2060', '\u2066', '\ufeff', '\u{e0041}']

test.for([
  'ａｄａ＠ｃｏｒｐ．ｔｅｓｔ',
  'ada＠corp.test',
  'ada%40corp.test',
  'ada%2540corp.test',
  'ada&#64;corp.test',
  'ada&#x40;corp.test',
  'ada&commat;corp.test',
  String.raw`ada\u0040corp.test`,
  String.raw`ada\\u0040corp.test`,
  String.raw`ada\@corp.test`,
  ...INVISIBLE.flatMap((sign) => [`ada${sign}@corp.test`, `ada@${sign}${sign}corp.test`, `ada@co${sign}rp.test`]),
])('%j is one address, and the same as the plain one', (address) => {
  const { text, json } = begin()
  expect(text('ada@corp.test bob@corp.test')).toBe('[EMAIL] [EMAIL_2]')
  expect(text(`ask ${address} now`)).toBe('ask [EMAIL] now')
  expect(json({ to: `ask ${address} now` })).toEqual({ to: 'ask [EMAIL] now' })
})

test('keys, accounts and cards with signs that do not show are masked in the strings of tools', () => {
  const { json } = begin()
  expect(
    json([
      'DE89\u200b370400440532013000',
      'my card 4111\u200b1111\u200b1111\u200b1111',
      `sk-proj-aB3dE5fG7hJ9\u200bkL1mN3pQ5rS7tU9vW1xY3z`,
    ]),
  ).toEqual(['[IBAN]', 'my card [CARD]', '[SECRET]'])
})

test('what only looks like a spelling stays, and so do joined emoji and scripts', () => {
  const { text } = begin()
  for (const plain of ['100%', '50%40', 'a & b', '👩‍👩‍👧 می‌خواهم', 'Tom &#64; home', '＠全員', String.raw`\u00e9`]) {
    expect(text(plain)).toBe(plain)
  }
})

test('a stretch of a view comes from the stretch of the text that it shows, and each sign from a place of its own', () => {
  const pieces = fc.array(fc.constantFrom('a', 'ｂ', '%40', '&#64;', '\u200b', '\u{e0041}', '\\u0040', '\\', '%', ' '))
  fc.assert(
    fc.property(pieces, fc.nat(), fc.nat(), (given, from, length) => {
      const view = viewOf(given.join(''))
      if (view === undefined || view.text === '') return
      const start = from % view.text.length
      const end = Math.min(view.text.length, start + 1 + (length % 5))
      const origin = view.origin({ start, end })
      const part = given.join('').slice(origin.start, origin.end)
      expect(viewOf(part)?.text ?? part).toBe(view.text.slice(start, end))
    }),
    { numRuns: runs(150, 5_000) },
  )
})

const said = (...parts: readonly (string | Part)[]): Message => ({
  role: 'user',
  parts: parts.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)),
})
const picture: Part = { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' }

test('an address that a picture cuts in two is replaced before it, and the picture keeps its place', () => {
  expect(begin().message(said('I am ad', picture, 'a@cor', picture, 'p.test, hello'))).toEqual(
    said('I am [EMAIL]', picture, '', picture, ', hello'),
  )
  expect(begin().message(said('I am ada@corp.test', picture, 'What is this?'))).toEqual(
    said('I am [EMAIL]', picture, 'What is this?'),
  )
  const clean = said('Look', picture, 'here')
  expect(begin().message(clean)).toBe(clean)
})

test('a tool whose properties are addresses stays a valid schema', () => {
  const tool = (a: string, b: string): Tool => ({
    name: 'send',
    parameters: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `https://corp.test/${a}/tool`,
      type: 'object',
      properties: { [a]: { $ref: `#/$defs/${b}`, default: { [b]: a } }, [b]: { enum: [a, b] } },
      required: [b, a],
      $defs: { [b]: { type: 'string' } },
    },
  })
  const masked = createRedactor({ mode: 'numbered' }).begin().tool(tool('ada@corp.test', 'bob@corp.test'))
  const [first, second] = Object.keys(Object(masked.parameters?.['properties']))
  expect([first, second]).toEqual(expect.arrayContaining(['[EMAIL]', '[EMAIL_2]']))
  expect(masked).toEqual(tool(first ?? '', second ?? ''))
  // Tags that are not numbered tell two properties apart all the same.
  const tagged = createRedactor().begin().tool(tool('ada@corp.test', 'bob@corp.test')).parameters
  expect(tagged?.['required']).toEqual(Object.keys(Object(tagged?.['properties'])).toReversed())
  expect(JSON.stringify(tagged)).not.toContain('@corp')
})
