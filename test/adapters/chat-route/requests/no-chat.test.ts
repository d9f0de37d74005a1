import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { customRequest } from '../../../../src/adapters/chat-route/requests/custom.ts'
import { readRequest } from '../../../../src/adapters/chat-route/requests/index.ts'

const others: { readonly [what: string]: unknown } = {
  'a contact form': { name: 'Ada', email: 'ada@example.com', message: 'Please call me.' },
  'a contact form with a list': { messages: ['Please call me.'], topic: 'orders' },
  mails: { messages: [{ from: 'ada@example.com', subject: 'Hi', content: 'Hello' }] },
  'short messages': { messages: [{ role: 'customer', content: 'Hello' }], to: '+1' },
  'members of a team': { messages: [{ role: 'user', name: 'Ada' }] },
  'a commit': { message: { title: 'Fix', parts: ['a', 'b'] } },
  'a shop basket': { id: 7, parts: [{ type: 'text', sku: 'A' }], role: 'user' },
  'an empty chat': { id: 'c1', messages: [], trigger: 'submit-message' },
  'a chat whose messages are empty': { id: 'c1', messages: [{ role: 'user', parts: [] }] },
  'parts without types': { messages: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  'an empty prompt': { prompt: '' },
  'a prompt for a picture': { model: 'dall-e-3', prompt: 'A cat', size: '1024x1024', n: 1 },
  'a prompt beside messages that nobody knows': { prompt: 'Hi', messages: [{ author: 'Ada', body: 'Hi' }] },
  'a search': { input: 'mild coffee', page: 2 },
  'a car': { model: 'V60', input: 'diesel' },
  embeddings: { model: 'text-embedding-3-small', input: 'Hi' },
  speech: { model: 'gpt-4o-mini-tts', input: 'Hi', voice: 'alloy' },
  'fields of inputs': { input: [{ type: 'text', name: 'email' }] },
  feedback: { id: 'g1', thumb: 'up', comment: 'Nice.' },
  'a model that is loaded': { model: 'llama3.2', keep_alive: -1, messages: [] },
  'broken JSON': '{"messages":[{"role":"user","content":"Hi"}',
  text: 'Hi',
  bytes: new Uint8Array([0xff, 0xfe, 0x7b]),
  'a list': [{ role: 'user', content: 'Hi' }],
  nothing: undefined,
  null: null,
  'a number': 7,
}

test.each(Object.entries(others))('%s is no chat request', (_, body) => {
  expect(readRequest(body)).toBeUndefined()
  expect(readRequest(JSON.stringify(body))).toBeUndefined()
})

describe('hostile bodies', () => {
  const user = { role: 'user', content: 'Hi' }
  const text = { type: 'text', text: 'Hi' }

  test('getters that throw', () => {
    const body = (name: string): object =>
      Object.defineProperty({ messages: [user] }, name, { get: fail, enumerable: true })
    for (const name of ['messages', 'message', 'prompt', 'input', 'model', 'id']) {
      expect(() => readRequest(body(name))).not.toThrow()
      expect(() => customRequest(body(name))).not.toThrow()
    }
  })

  test('cycles', () => {
    const part: { [key: string]: unknown } = { type: 'data-self' }
    part['data'] = part
    const message: { [key: string]: unknown } = { role: 'assistant', parts: [text, part] }
    expect(JSON.stringify(readRequest({ messages: [message] })?.request())).toContain('[circular]')
    const list: unknown[] = []
    list.push(list)
    expect(readRequest({ messages: list })).toBeUndefined()
  })

  test('keys that poison', () => {
    const body = JSON.parse(
      '{"__proto__":{"model":"evil"},"messages":[{"role":"user","__proto__":{"x":1},"parts":[{"type":"data-a","data":{"__proto__":{"x":1}}}]}]}',
    ) as unknown
    const asked = readRequest(body)
    expect(asked?.model).toBe('')
    expect(JSON.stringify(asked?.request())).not.toContain('__proto__')
    expect(Object.getPrototypeOf(asked?.labels)).toBe(Object.prototype)
  })

  test('values that lie deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const body = `{"messages":[{"role":"user","parts":[{"type":"text","text":"Hi"},{"type":"data-a","data":${deep}}]}]}`
    expect(JSON.stringify(readRequest(body)?.request())).toContain('[too deep]')
    expect(readRequest(`{"messages":${deep}}`)).toBeUndefined()
  })

  test('halves of a character', () => {
    const asked = readRequest({ messages: [{ role: 'user', content: 'a\ud83d' }] })
    expect(asked?.request().messages[0]?.parts).toEqual([{ type: 'text', text: 'a\ud83d' }])
  })

  test('bytes that are no UTF-8 are read as a server reads them', () => {
    const bytes = new TextEncoder()
      .encode('{"messages":[{"role":"user","content":"a~b"}]}')
      .map((byte) => (byte === 0x7e ? 0xff : byte))
    expect(readRequest(bytes)?.request().messages[0]?.parts).toEqual([{ type: 'text', text: 'a\ufffdb' }])
  })

  test('50 MB', () => {
    const content = 'x'.repeat(50_000_000)
    const parsed = readRequest({ messages: [{ role: 'user', content }] })
    expect(parsed?.request().messages[0]?.parts).toHaveLength(1)
    // Text of that length is not parsed a second time beside the app.
    expect(readRequest(`{"messages":[{"role":"user","content":"${content}"}]}`)).toBeUndefined()
  })
})

describe('any JSON', () => {
  const text = fc.string({ unit: 'binary', maxLength: 6 })
  const kinds = [
    'text',
    'tool-a',
    'dynamic-tool',
    'file',
    'data-x',
    'reasoning',
    'step-start',
    'tool_use',
    'tool-result',
    'steering-message',
  ]
  const part = fc.record(
    {
      type: fc.constantFrom(...kinds),
      text: fc.oneof(text, fc.jsonValue()),
      toolCallId: fc.constant('t'),
      toolName: fc.jsonValue(),
      state: fc.constantFrom('output-error', 'output-available', 'input-available', 'approval-responded'),
      input: fc.jsonValue(),
      output: fc.jsonValue(),
      approval: fc.oneof(fc.constant({ id: 'a', approved: false }), fc.jsonValue()),
      url: fc.jsonValue(),
      parts: fc.jsonValue(),
    },
    { requiredKeys: ['type'] },
  )
  const message = fc.record(
    {
      role: fc.constantFrom('user', 'assistant', 'system', 'tool'),
      parts: fc.array(fc.oneof(part, fc.jsonValue()), { maxLength: 4 }),
      content: fc.oneof(text, fc.array(part, { maxLength: 3 }), fc.jsonValue()),
      tool_calls: fc.jsonValue(),
      id: fc.jsonValue(),
    },
    { requiredKeys: ['role'] },
  )
  const body = fc.record(
    {
      messages: fc.array(message, { maxLength: 4 }),
      message: fc.oneof(message, fc.jsonValue()),
      prompt: fc.oneof(text, fc.jsonValue()),
      input: fc.oneof(text, fc.jsonValue()),
      model: fc.oneof(text, fc.jsonValue()),
      system: fc.jsonValue(),
      tools: fc.jsonValue(),
      options: fc.jsonValue(),
      params: fc.jsonValue(),
      metadata: fc.jsonValue(),
      id: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )

  test.each([
    ['readRequest', readRequest],
    ['customRequest', customRequest],
  ])('%s never throws, changes nothing and gives JSON', (_, read) => {
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: body }, fc.jsonValue()).map(asJson), (given) => {
        const before = JSON.stringify(given)
        const asked = read(given)
        const request = asked?.request()
        expect(JSON.stringify(given)).toBe(before)
        if (asked === undefined) return
        expect(JSON.parse(JSON.stringify(request))).toEqual(request)
        expect(request?.messages.every(({ role, parts }) => typeof role === 'string' && Array.isArray(parts))).toBe(
          true,
        )
        for (const label of Object.values(asked.labels)) expect(typeof label).toBe('string')
      }),
      { numRuns: 200 },
    )
  })
})

function fail(): never {
  throw new Error('no')
}

// JSON has no negative zero.
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
