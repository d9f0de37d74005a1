import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../src/core/message.ts'
import { createRedactor, type Detector } from '../../src/redaction/index.ts'
import { runs } from '../support/runs.ts'

const numbered = () => createRedactor({ preset: 'all', mode: 'numbered' }).begin()

test('a second distinct value gets a number, the same value the same tag', () => {
  const { text, counts } = numbered()
  expect(text('ada@example.com, bob@example.com, ADA@example.com')).toBe('[EMAIL], [EMAIL_2], [EMAIL]')
  expect(text('https://a.example and bob@example.com')).toBe('[URL] and [EMAIL_2]')
  expect(counts).toEqual({ email: 4, url: 1 })
})

test('every conversation begins with its own numbers', () => {
  const redactor = createRedactor({ preset: 'pii', mode: 'numbered' })
  redactor.begin().text('ada@example.com')
  expect(redactor.begin().text('bob@example.com')).toBe('[EMAIL]')
})

test('in mode tag all values print alike', () => {
  expect(createRedactor().begin().text('ada@example.com bob@example.com')).toBe('[EMAIL] [EMAIL]')
})

test('a preset masks its kinds only', () => {
  const text = 'ada@example.com postgres://app:s3cr3t@db.example.com'
  expect(createRedactor({ preset: 'secrets' }).begin().text(text)).toBe(
    'ada@example.com postgres://app:[SECRET]@db.example.com',
  )
  expect(createRedactor({ preset: 'secrets' }).rules).toEqual(['secret'])
  expect(createRedactor({ preset: 'pii' }).rules).toEqual([
    'email',
    'url',
    'ip',
    'iban',
    'card',
    'ssn',
    'crypto',
    'phone',
  ])
})

test('detectors stand instead of a preset, or besides one that is named', () => {
  const detectors = [literal('one', 'abc')]
  expect(createRedactor({ detectors }).rules).toEqual(['one'])
  expect(createRedactor({ detectors, preset: 'secrets' }).rules).toEqual(['secret', 'one'])
  const slow = { name: 'slow', tag: 'SLOW', detect: () => [] } as unknown as Detector
  expect(() => createRedactor({ detectors: [slow] })).toThrow(/slow has no function find.*Fix: pass detectors/)
})

test('a span that no text has is none', () => {
  const odd = [
    { start: -2, end: 2 },
    { start: 1, end: Number.NaN },
    { start: 5, end: 99 },
    { start: 3, end: 2 },
  ]
  const { text } = createRedactor({ detectors: [{ ...literal('one', ''), find: () => odd }] }).begin()
  expect(text('abcdefg')).toBe('abcde[ONE]')
})

test('an unknown preset is told', () => {
  expect(() => createRedactor({ preset: 'everything' as 'all' })).toThrow(/no redaction preset "everything".*Fix: use/)
})

const MESSAGE: Message = {
  role: 'assistant',
  id: 'ada@example.com',
  parts: [
    { type: 'text', text: 'Write to ada@example.com' },
    { type: 'reasoning', text: 'She is ada@example.com', signature: 's' },
    {
      type: 'tool_call',
      id: 'call@example.com',
      name: 'send',
      arguments: { to: ['ada@example.com', 'bob@example.com'], n: 1 },
    },
    { type: 'tool_call', id: 'c2', name: 'send', arguments: {}, argumentsRaw: '{"to":"x",\n"ada@example.com' },
    { type: 'tool_result', id: 'call@example.com', result: { sent: true, 'bob@example.com': { seen: null } } },
    { type: 'source', id: 's1', uri: 'https://example.com/a', title: 'By ada@example.com' },
    { type: 'file', mediaType: 'image/png', uri: 'https://example.com/a.png', filename: 'ada@example.com.png' },
    { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,www.a.b/AKIAAAAAAAAAAAAAAAAA' },
    { type: 'other', kind: 'audio', value: ['ada@example.com'] },
  ],
}

test('every part of a message is masked, and its ids, roles, names and data URIs stay', () => {
  expect(numbered().message(MESSAGE)).toEqual({
    role: 'assistant',
    id: 'ada@example.com',
    parts: [
      { type: 'text', text: 'Write to [EMAIL]' },
      { type: 'reasoning', text: 'She is [EMAIL]', signature: 's' },
      { type: 'tool_call', id: 'call@example.com', name: 'send', arguments: { to: ['[EMAIL]', '[EMAIL_2]'], n: 1 } },
      { type: 'tool_call', id: 'c2', name: 'send', arguments: {}, argumentsRaw: '{"to":"x",\n"[EMAIL]' },
      { type: 'tool_result', id: 'call@example.com', result: { sent: true, '[EMAIL_2]': { seen: null } } },
      { type: 'source', id: 's1', uri: '[URL]', title: 'By [EMAIL]' },
      { type: 'file', mediaType: 'image/png', uri: '[URL_2]', filename: '[EMAIL_3]' },
      { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,www.a.b/AKIAAAAAAAAAAAAAAAAA' },
      { type: 'other', kind: 'audio', value: ['[EMAIL]'] },
    ],
  })
})

test('a part of a later version is masked too', () => {
  const message = { role: 'user', parts: [{ type: 'hologram', id: 'ada@example.com', by: 'ada@example.com' }] }
  expect(numbered().message(message as unknown as Message)).toEqual({
    role: 'user',
    parts: [{ type: 'hologram', id: '[EMAIL]', by: '[EMAIL]' }],
  })
})

test('a message with nothing to mask comes back as the same object', () => {
  const clean: Message = {
    role: 'assistant',
    name: 'helper',
    parts: [
      { type: 'text', text: 'Fine.' },
      { type: 'tool_call', id: 'c', name: 'f', arguments: { a: [1, { b: 'x' }] } },
      { type: 'tool_result', id: 'c', result: { ok: true } },
      { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' },
      { type: 'source', title: 'A book' },
      { type: 'other', kind: 'k', value: { a: 'b' } },
    ],
  }
  expect(numbered().message(clean)).toBe(clean)
  const json = { a: [{ b: 'c' }] }
  expect(numbered().json(json)).toBe(json)
})

test('keys that become the same tag stay apart', () => {
  const { json } = createRedactor({ preset: 'pii' }).begin()
  expect(json({ 'ada@example.com': 1, 'bob@example.com': 2 })).toEqual({ '[EMAIL]': 1, '[EMAIL]_2': 2 })
})

test('a tool keeps its names and the addresses of its schema', () => {
  const { tool } = createRedactor().begin()
  const parameters = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { to: { type: 'string', description: 'such as ada@example.com' } },
  }
  expect(tool({ name: 'send', description: 'See https://example.com', parameters })).toEqual({
    name: 'send',
    description: 'See [URL]',
    parameters: { ...parameters, properties: { to: { type: 'string', description: 'such as [EMAIL]' } } },
  })
  const plain = { name: 'now', parameters: { type: 'object' } }
  expect(tool(plain)).toBe(plain)
})

test('JSON that is nested without end does not exhaust the stack', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(5000)}"ada@example.com"${']'.repeat(5000)}`)
  expect(JSON.stringify(numbered().json(deep as []))).not.toContain('ada@')
})

const literal = (name: string, needle: string): Detector => ({
  name,
  tag: name.toUpperCase(),
  version: 1,
  find(text) {
    const start = text.indexOf(needle)
    return start === -1 ? [] : [{ start, end: start + needle.length }]
  },
})

test.for([
  ['within one another: the outer', ['cd', 'bcde'], 'a[TWO]f'],
  ['across one another: the longer, over both', ['abc', 'bcdef'], '[TWO]'],
  ['across one another and equally long: the earlier', ['bcd', 'abc'], '[TWO]ef'],
  ['the same: the detector named first', ['bcd', 'bcd'], 'a[ONE]ef'],
  ['side by side: both', ['abc', 'def'], '[ONE][TWO]'],
] as const)('spans %s wins', ([, [one, two], masked]) => {
  const { text } = createRedactor({ detectors: [literal('one', one), literal('two', two)] }).begin()
  expect(text('abcdef')).toBe(masked)
})

const wild = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'ada@example.com',
        'http://',
        'www.',
        '@',
        '.',
        '[EMAIL]',
        '[URL_2]',
        '://u:p@',
        'sk-',
        'ghp_',
        '\\n',
        '我',
        'é',
      ),
      fc.constantFrom('https://example.com/', `ghp_${'a1'.repeat(18)}`, ' ', '(', ')', '"', "'", ','),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))

test('masking masked text changes nothing, whatever the text', () => {
  for (const mode of ['tag', 'numbered'] as const) {
    const redactor = createRedactor({ mode })
    fc.assert(
      fc.property(wild, (text) => {
        const masked = redactor.begin().text(text)
        expect(redactor.begin().text(masked)).toBe(masked)
      }),
      { numRuns: runs(100, 3_000) },
    )
  }
})

test('JSON source stays JSON when it is masked as text', () => {
  const { text } = createRedactor().begin()
  fc.assert(
    fc.property(fc.dictionary(wild, wild), (value) => {
      expect(() => JSON.parse(text(JSON.stringify(value)))).not.toThrow()
    }),
    { numRuns: runs(60, 2_000) },
  )
})
