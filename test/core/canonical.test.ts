import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalMessage } from '../../src/core/canonical.ts'
import { jsonEqual, type Json, type JsonObject } from '../../src/core/json.ts'
import type { Message, Part } from '../../src/core/message.ts'
import { runs } from '../support/runs.ts'

function user(...parts: readonly Part[]): Message {
  return { role: 'user', parts }
}

function text(value: string): Part {
  return { type: 'text', text: value }
}

function call(name: string, args: JsonObject, argumentsRaw?: string): Part {
  const part = { type: 'tool_call', id: 't', name, arguments: args } as const
  return argumentsRaw === undefined ? part : { ...part, argumentsRaw }
}

describe('a message that an app sends again keeps its text', () => {
  test.for([
    ['outer space is trimmed', user(text(' Hello\n')), user(text('Hello'))],
    ['text is cut into parts elsewhere', user(text('Hel'), text('lo')), user(text('Hello'))],
    ['accents are composed', user(text('Cafe\u0301')), user(text('Café'))],
    ['it has an id and a name', { ...user(text('Hello')), id: 'm1', name: 'Jo' }, user(text('Hello'))],
    ['reasoning is dropped', user({ type: 'reasoning', text: 'Hm' }, text('Hello')), user(text('Hello'))],
    ['citations are dropped', user(text('Hello'), { type: 'source', uri: 'https://example.com' }), user(text('Hello'))],
    ['arguments are in another order', user(call('f', { a: 1, b: 2 })), user(call('f', { b: 2, a: 1 }))],
    [
      'a call has another id',
      user({ type: 'tool_call', id: 'x', name: 'f', arguments: {} }),
      user({ type: 'tool_call', id: 'y', name: 'f', arguments: {}, providerExecuted: true }),
    ],
    [
      'a result loses its name',
      user({ type: 'tool_result', id: 'x', name: 'f', result: { b: 1, a: 'Cafe\u0301' } }),
      user({ type: 'tool_result', id: 'y', result: { a: 'Café', b: 1 } }),
    ],
    [
      'a file loses its name',
      user({ type: 'file', mediaType: 'image/png', uri: 'https://example.com/a', filename: 'a.png' }),
      user({ type: 'file', mediaType: 'image/*', uri: 'https://example.com/a' }),
    ],
  ] as const)('%s', ([, first, again]) => {
    expect(canonicalMessage(again)).toBe(canonicalMessage(first))
  })
})

describe('messages that differ have different texts', () => {
  test.for([
    ['role', user(text('a')), { role: 'system', parts: [text('a')] }],
    ['inner space', user(text('a b')), user(text('a  b'))],
    ['a name of a call that looks like arguments', user(call('f 1', {}, '2')), user(call('f', {}, '1 2'))],
    ['text that looks like a call', user(text('a\0call f {}')), user(text('a'), call('f', {}))],
    ['text that looks like the head', user(text('["user"]')), user(text('["user"]["user"]'))],
    ['a head that looks like another', user(text('["call","f",{}]')), user(call('f', {}))],
    ['one call and two', user(call('f', {})), user(call('f', {}), call('f', {}))],
    ['the order of calls', user(call('f', {}), call('g', {})), user(call('g', {}), call('f', {}))],
    ['arguments that are no JSON', user(call('f', {})), user(call('f', {}, '{}'))],
    [
      'a result as text and as JSON',
      user({ type: 'tool_result', id: 't', result: '{}' }),
      user({ type: 'tool_result', id: 't', result: {} }),
    ],
    [
      'a result and a part of another kind',
      user({ type: 'tool_result', id: 't', result: 1 }),
      user({ type: 'other', kind: 'result', value: 1 }),
    ],
    [
      'a hash and an id of a file',
      user({ type: 'file', mediaType: 'image/png', sha256: 'abc' }),
      user({ type: 'file', mediaType: 'image/png', fileId: 'abc' }),
    ],
    [
      'an id and an address of a file',
      user({ type: 'file', mediaType: 'image/png', uri: 'abc' }),
      user({ type: 'file', mediaType: 'image/png', fileId: 'abc' }),
    ],
    [
      'files without address',
      user({ type: 'file', mediaType: 'image/png' }),
      user({ type: 'file', mediaType: 'audio/wav' }),
    ],
    [
      'kinds that meet their values',
      user({ type: 'other', kind: 'a 1', value: 2 }),
      user({ type: 'other', kind: 'a', value: '1 2' }),
    ],
  ] as const)('%s', ([, a, b]) => {
    expect(canonicalMessage(a)).not.toBe(canonicalMessage(b as Message))
  })

  test('a part of a later version counts, and a result that is missing does no harm', () => {
    const later = { role: 'user', parts: [{ type: 'video', seconds: 4 }] } as unknown as Message
    const other = { role: 'user', parts: [{ type: 'video', seconds: 5 }] } as unknown as Message
    const damaged = { role: 'tool', parts: [{ type: 'tool_result', id: 't' }] } as unknown as Message
    expect(canonicalMessage(later)).not.toBe(canonicalMessage(other))
    expect(canonicalMessage(damaged)).not.toBe(canonicalMessage({ role: 'tool', parts: [] }))
  })
})

// Few letters, all of them with a meaning in some form of the text, so that collisions would be met often.
const hostile = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '[', ']', '{', '}', ',', ':', '\0', '\u0301', 'é', 'call', '["user"]'),
  maxLength: 3,
})
const value = fc.oneof(
  hostile,
  fc.constantFrom<Json>(null, 0, true, {}, []),
  fc.dictionary(fc.constantFrom('a', '"', ' '), hostile, { maxKeys: 2 }),
)
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: hostile } as const),
  fc.record({ type: fc.constant('reasoning'), text: hostile } as const),
  fc.record(
    {
      type: fc.constant('tool_call'),
      id: hostile,
      name: hostile,
      arguments: fc.dictionary(fc.constantFrom('a', '"'), value, { maxKeys: 2 }),
      argumentsRaw: hostile,
    } as const,
    { requiredKeys: ['type', 'id', 'name', 'arguments'] },
  ),
  fc.record({ type: fc.constant('tool_result'), id: hostile, result: value } as const),
  fc.record({ type: fc.constant('file'), mediaType: hostile, sha256: hostile } as const),
  fc.record({ type: fc.constant('file'), mediaType: hostile, uri: hostile } as const),
  fc.record({ type: fc.constant('other'), kind: hostile, value } as const),
)
const message: fc.Arbitrary<Message> = fc.record({
  role: fc.constantFrom('user', 'assistant'),
  parts: fc.array(part, { maxLength: 3 }),
})

/** What a message is, said in another way than the code under test says it. */
function identity(one: Message): Json {
  const spoken = one.parts.flatMap((piece) => (piece.type === 'text' ? [piece.text] : []))
  const rest = one.parts.flatMap((piece): Json[] => {
    if (piece.type === 'tool_call') {
      const { name, argumentsRaw } = piece
      return [argumentsRaw === undefined ? { name, object: piece.arguments } : { name, raw: argumentsRaw }]
    }
    if (piece.type === 'tool_result') return [{ result: piece.result }]
    if (piece.type === 'file') return [piece.sha256 === undefined ? { uri: piece.uri ?? '' } : { sha: piece.sha256 }]
    return piece.type === 'other' ? [{ kind: piece.kind, value: piece.value }] : []
  })
  return JSON.parse(JSON.stringify({ role: one.role, text: spoken.join('').trim(), rest }).normalize('NFC')) as Json
}

test('two messages share their text exactly when they are the same, whatever is in them', () => {
  fc.assert(
    fc.property(message, message, (a, b) => {
      expect(canonicalMessage(a) === canonicalMessage(b)).toBe(jsonEqual(identity(a), identity(b)))
    }),
    { numRuns: runs(5_000, 100_000) },
  )
})
