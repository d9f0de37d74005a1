import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../../../src/adapters/chat-route/answers/index.ts'
import { cuts } from '../../wire/cutting.ts'
import { lines, read, said, sse } from './reading.ts'

const EVENTS = 'text/event-stream; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'
const chunk = (content: string, finish_reason: string | null = null) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  model: 'gpt-x',
  choices: [{ index: 0, delta: { content }, finish_reason }],
})
const line = (content: string, done = false) => ({ model: 'llama', message: { role: 'assistant', content }, done })

const STREAMS: readonly [name: string, type: string, body: string, form: string, text: string][] = [
  ['OpenAI chat', EVENTS, sse(chunk('Hé'), chunk('llo', 'stop'), '[DONE]'), 'openai-chat', 'Héllo'],
  [
    'OpenAI responses',
    EVENTS,
    sse(
      { type: 'response.created', response: { id: 'r1', model: 'gpt-x' } },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hé' },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'llo' },
      { type: 'response.completed', response: { id: 'r1', status: 'completed', model: 'gpt-x', output: [] } },
    ),
    'openai-responses',
    'Héllo',
  ],
  [
    'Anthropic',
    EVENTS,
    sse(
      { type: 'message_start', message: { id: 'm1', model: 'claude-x', content: [], usage: {} } },
      { type: 'ping' },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hé' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'llo' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ),
    'anthropic-messages',
    'Héllo',
  ],
  ['Ollama', 'application/x-ndjson', lines(line('Hé'), line('llo'), line('', true)), 'ollama', 'Héllo'],
  ['OpenAI chunks as lines', 'application/jsonl', lines(chunk('Hé'), chunk('llo', 'stop')), 'openai-chat', 'Héllo'],
  ['Ollama lines as events', EVENTS, sse(line('Hé'), line('llo'), line('', true)), 'ollama', 'Héllo'],
  ['Ollama lines as JSON', JSON_TYPE, lines(line('Hé'), line('llo'), line('', true)), 'ollama', 'Héllo'],
  ['an event stream without a type', '', sse({ token: 'Hé' }, { token: 'llo' }), 'text', 'Héllo'],
  ['JSON without a type', '', JSON.stringify({ answer: 'Héllo' }), 'json', 'Héllo'],
  ['text without a type', '', 'Héllo', 'text', 'Héllo'],
  ['text', 'text/plain; charset=utf-8', 'data: {"Héllo"}\n\n', 'text', 'data: {"Héllo"}\n\n'],
  ['Markdown', 'text/markdown', '# Héllo', 'text', '# Héllo'],
  ['text that Express calls HTML', 'text/html; charset=utf-8', 'Héllo <b>', 'text', 'Héllo <b>'],
  ['texts in a field', EVENTS, sse({ type: 'start' }, { text: 'Hé' }, { text: 'llo' }), 'text', 'Héllo'],
  ['bare texts', EVENTS, `: hi\n\n${sse('Hé', 'l', ' ', '42', { sources: [] }, '[DONE]', 'x')}`, 'text', 'Hél 42x'],
  ['texts of several lines', EVENTS, 'data: a\ndata: b\n\ndata: c\n\n', 'text', 'a\nbc'],
  ['JSON texts', EVENTS, sse('"Hé\\n"', '"llo"', '[DONE]'), 'text', 'Hé\nllo'],
  ['lines with a field', 'application/x-ndjson', lines({ token: 'Hé' }, { token: 'llo' }), 'text', 'Héllo'],
]

describe('streams', () => {
  for (const [name, type, body, form, text] of STREAMS) {
    test(`${name}, at any cuts`, () => {
      fc.assert(
        fc.property(cuts, (places) => {
          expect(said({ type, body, places })).toEqual([form, text, true])
        }),
        { numRuns: 60 },
      )
    })
  }
})

test('a stream of a protocol that stops before its end is not complete, a text is', () => {
  const body = sse(chunk('Hé'), chunk('l'))
  expect(said({ type: EVENTS, body })).toEqual(['openai-chat', 'Hél', false])
  expect(said({ type: EVENTS, body: sse({ token: 'Hél' }) })).toEqual(['text', 'Hél', true])
  expect(said({ type: EVENTS, body: sse({ token: 'Hél' }), isEnded: false })).toEqual(['text', 'Hél', false])
  expect(said({ type: 'text/plain', body: 'Hél', isEnded: false })).toEqual(['text', 'Hél', false])
})

describe('events of an app', () => {
  test('what stands around the answer is none of it', () => {
    const body = sse(
      { type: 'status', content: 'Searching' },
      { type: 'thinking', content: 'Hm.' },
      { type: 'token', content: 'Par' },
      { type: 'sources', content: 'https://example.com' },
      { type: 'token', content: 'is' },
      { type: 'done', content: 'Paris' },
    )
    const { response, isComplete } = read({ type: EVENTS, body, isEnded: false })
    expect(response?.messages).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Paris' },
        ],
      },
    ])
    expect(isComplete).toBe(true)
  })
  test('names of events tell as well as fields', () => {
    const body =
      'event: meta\ndata: {"text":"no"}\n\nevent: token\ndata: Par\n\nevent: token\ndata: is\n\n' +
      'event: meta\ndata: {"took":3}\n\nevent: done\ndata: {}\n\n'
    expect(said({ type: EVENTS, body, isEnded: false })).toEqual(['text', 'Paris', true])
  })
  test('the text may lie one level down, and the model beside it', () => {
    const body = sse({ model: 'm1', delta: { content: 'Par' } }, { delta: { content: 'is' }, text: 'no' })
    expect(read({ type: EVENTS, body })).toMatchObject({ form: 'text', respondedModel: 'm1' })
    expect(said({ type: EVENTS, body })[1]).toBe('Paris')
  })
  test('an error ends the answer, whichever way it is told', () => {
    for (const end of [
      'event: error\ndata: busy\n\n',
      sse({ error: 'busy' }),
      sse({ type: 'error', message: 'busy' }),
    ]) {
      const { failure, response } = read({ type: EVENTS, body: sse({ token: 'Par' }) + end + sse({ token: 'no' }) })
      expect(failure).toMatchObject({ message: 'busy' })
      expect(response?.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Par' }] }])
    }
    expect(read({ type: EVENTS, body: sse({ error: { message: 'busy' } }) }).failure).toMatchObject({ message: 'busy' })
  })
})

const message = { role: 'assistant', content: 'Hello' }
const WHOLE: readonly [form: string, value: unknown][] = [
  ['openai-chat', { id: 'c1', model: 'gpt-x', choices: [{ message, finish_reason: 'stop' }] }],
  [
    'openai-responses',
    {
      object: 'response',
      status: 'completed',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
    },
  ],
  ['anthropic-messages', { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello' }] }],
  ['ollama', { model: 'llama', message, done: true }],
  ['ollama', { model: 'llama', response: 'Hello', done: true }],
  ['json', { message }],
  ['json', message],
  ['json', { messages: [{ role: 'user', content: 'Hi' }, message] }],
  ['json', { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] }],
  ['json', { id: 'm1', role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }],
  ['json', 'Hello'],
  ...['text', 'answer', 'response', 'reply', 'content', 'output', 'completion'].flatMap((name): [string, unknown][] => [
    ['json', { ok: true, [name]: 'Hello' }],
    ['json', { data: { [name]: 'Hello' } }],
    ['json', { result: { [name]: 'Hello' } }],
  ]),
]

describe('answers of JSON', () => {
  test.each(WHOLE)('%s: %j', (form, value) => {
    expect(said({ type: JSON_TYPE, body: JSON.stringify(value, null, 2), places: [1, 7, 30] })).toEqual([
      form,
      'Hello',
      true,
    ])
  })
  test('what says nothing is no answer', () => {
    for (const value of [
      {},
      null,
      4,
      [],
      { ok: true },
      { error: 'no' },
      { message: 'saved' },
      { text: 4 },
      { data: [] },
    ]) {
      const answer = read({ type: JSON_TYPE, body: JSON.stringify(value) })
      expect(answer).toMatchObject({ form: undefined, failure: undefined, isComplete: false })
    }
    for (const body of ['', '{"text":"Hel', '<html>']) {
      expect(read({ type: JSON_TYPE, body })).toMatchObject({ form: undefined, failure: undefined, isComplete: false })
    }
  })
})

describe('what is no answer', () => {
  const of = (status: number, type?: string, headers: { readonly [name: string]: string } = {}) =>
    readAnswer({ status, header: (name) => (name === 'content-type' ? type : headers[name]) })

  test('is not read', () => {
    for (const status of [101, 204, 205, 206, 301, 304, 400, 401, 404, 429])
      expect(of(status, JSON_TYPE)).toBeUndefined()
    for (const type of ['image/png', 'audio/mpeg', 'application/pdf', 'text/css']) expect(of(200, type)).toBeUndefined()
    expect(of(200, 'text/plain', { 'x-vercel-ai-data-stream': 'v1' })).toBeUndefined()
  })
  test('is known by its beginning where its type says nothing', () => {
    const bodies = ['  <!doctype html><p>Hi', '', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')]
    for (const body of bodies) {
      expect(read({ body })).toMatchObject({ form: undefined, failure: undefined, isComplete: false })
      expect(read({ type: 'text/html', body })).toMatchObject({ form: undefined, isComplete: false })
    }
  })
  test('a route that failed is a failure, with what it says of it', () => {
    const answer = read({ status: 503, type: JSON_TYPE, body: '{"error":{"message":"busy","code":"overloaded"}}' })
    expect(answer).toMatchObject({ isComplete: false, failure: { message: 'busy', status: 503, code: 'overloaded' } })
    const page = read({ status: 500, type: 'text/html', body: '<pre>Error at /srv/app.js:1</pre>'.repeat(9_999) })
    expect(page.failure).toMatchObject({ message: 'HTTP 500 Internal Server Error', status: 500 })
  })
})

test('whatever the type and the bytes, nothing throws', () => {
  const types = [EVENTS, JSON_TYPE, 'application/x-ndjson', 'text/plain', 'text/html', '']
  const pieces = [
    'data: ',
    'event: error\n',
    '{"',
    '"}',
    '"text":',
    '"a"',
    '\n\n',
    '[DONE]',
    '{"type":"text-delta"}',
    'é',
    '\0',
  ]
  const piece = fc.oneof(
    fc.constantFrom(...pieces).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }),
    fc.jsonValue({ maxDepth: 3 }).map((value) => Buffer.from(`data: ${JSON.stringify(value)}\n\n`)),
  )
  const headers = fc.constantFrom({}, { 'x-vercel-ai-ui-message-stream': 'v1' })
  fc.assert(
    fc.property(fc.constantFrom(...types), headers, fc.array(piece), cuts, (type, given, all, places) => {
      const body = Buffer.concat(all)
      const whole = read({ type, headers: given, body })
      expect(read({ type, headers: given, body, places })).toEqual(whole)
    }),
    { numRuns: 200 },
  )
})
