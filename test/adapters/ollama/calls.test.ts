import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatRequest, GenerateRequest, Message, Tool } from 'ollama'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordOf } from './support/both.ts'
import { lines, startReplay, type Replay } from './support/replay.ts'

const FRAME = { model: 'demo', created_at: '2026-01-31T12:00:00Z' }
const END = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 5 }
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PNG_URI = `data:image/png;base64,${Buffer.from(PNG).toString('base64')}`

let server: Replay
beforeAll(async () => void (server = await startReplay()))
afterAll(() => server.close())

const answer = (message: object, more: object = {}) => ({
  type: 'application/json',
  pieces: [JSON.stringify({ ...FRAME, message: { role: 'assistant', content: '', ...message }, ...END, ...more })],
})

const completion = (said: object) => ({
  type: 'application/json',
  pieces: [JSON.stringify({ ...FRAME, response: '', ...said, ...END })],
})

const user = (content: string): Message => ({ role: 'user', content })
const ask = (request: Partial<ChatRequest>) => ({
  model: 'demo',
  messages: [user('Hi')],
  ...request,
  stream: false as const,
})

const weather: Tool = {
  type: 'function',
  function: { name: 'weather', description: 'The weather', parameters: { type: 'object', properties: {} } },
}
const call = (name: string, city: string) => ({ function: { name, arguments: { city } } })

describe('tools', () => {
  test('parallel calls of the same tool get an id each, and results in order find theirs', async () => {
    const asked = [user('Weather in Rome and Oslo?')]
    const calls = [call('weather', 'Rome'), call('weather', 'Oslo')]
    const first = await recordOf(server, answer({ tool_calls: calls }), (client) =>
      client.chat(ask({ messages: asked, tools: [weather] })),
    )
    expect(first.response).toEqual({
      messages: [
        {
          role: 'assistant',
          parts: [
            { type: 'tool_call', id: 'call_0', name: 'weather', arguments: { city: 'Rome' } },
            { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Oslo' } },
          ],
        },
      ],
      finishReason: 'tool_call',
      finishReasonRaw: 'stop',
    })
    expect(first.request.tools).toEqual([
      { name: 'weather', description: 'The weather', parameters: { type: 'object', properties: {} } },
    ])

    const results = [
      { role: 'tool', tool_name: 'weather', content: 'sunny' },
      { role: 'tool', tool_name: 'weather', content: 'snow' },
    ]
    const history = [...asked, { role: 'assistant', content: '', tool_calls: calls }, ...results]
    const second = await recordOf(server, answer({ content: 'Sun and snow.' }), (client) =>
      client.chat(ask({ messages: history, tools: [weather] })),
    )
    expect(second.request.messages[1]).toEqual(first.response.messages[0])
    expect(second.request.messages.slice(2)).toEqual([
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_0', name: 'weather', result: 'sunny' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_1', name: 'weather', result: 'snow' }] },
    ])
  })

  test('results in another order find their call by the name of the tool', async () => {
    const calls = [call('weather', 'Rome'), call('time', 'Rome')]
    const results = [
      { role: 'tool', tool_name: 'time', content: '12:00' },
      { role: 'tool', tool_name: 'weather', content: 'sunny' },
    ]
    const messages = [user('Rome?'), { role: 'assistant', content: '', tool_calls: calls }, ...results]
    const { request } = await recordOf(server, answer({ content: 'ok' }), (client) => client.chat(ask({ messages })))
    expect(request.messages.slice(2).map(({ parts }) => parts)).toMatchObject([
      [{ id: 'call_1', name: 'time' }],
      [{ id: 'call_0', name: 'weather' }],
    ])
  })

  test('ids that the server gives, and the app sends back, are kept', async () => {
    const calls = [{ id: 'call_a9', ...call('weather', 'Rome') }]
    const messages = [
      user('Rome?'),
      { role: 'assistant', content: '', tool_calls: calls },
      { role: 'tool', tool_call_id: 'call_a9', content: 'sunny' },
    ]
    const generation = await recordOf(server, answer({ tool_calls: calls }), (client) => client.chat(ask({ messages })))
    expect(generation.request.messages[2]?.parts).toEqual([{ type: 'tool_result', id: 'call_a9', result: 'sunny' }])
    expect(generation.response.messages[0]?.parts).toMatchObject([{ id: 'call_a9' }])
  })

  test('arguments that are no JSON object are kept as they came', async () => {
    const calls = [{ function: { name: 'weather', arguments: '{"city": "Ro' } }]
    const { response } = await recordOf(server, answer({ tool_calls: calls }), (client) => client.chat(ask({})))
    expect(response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'call_0', name: 'weather', arguments: {}, argumentsRaw: '{"city": "Ro' },
    ])
  })
})

describe('thinking', () => {
  test.each([true, false, 'low'] as const)(
    'think: %s is a setting; thoughts are kept apart from text',
    async (think) => {
      const messages = [user('1+1?'), { role: 'assistant', thinking: 'Two.', content: '2' }, user('And 2+2?')]
      const generation = await recordOf(server, answer({ thinking: 'Four.', content: '4' }), (client) =>
        client.chat(ask({ messages, think })),
      )
      const thought = (thinking: string, text: string) => ({
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: thinking },
          { type: 'text', text },
        ],
      })
      expect(generation.request.params).toEqual({ reasoning: think })
      expect(generation.request.messages[1]).toEqual(thought('Two.', '2'))
      expect(generation.response.messages).toEqual([thought('Four.', '4')])
    },
  )

  test('thoughts of a stream come before its text', async () => {
    const said = [{ thinking: 'Fo' }, { thinking: 'ur.' }, { content: '4' }]
    const pieces = lines(
      ...said.map((message) => ({ ...FRAME, message: { role: 'assistant', content: '', ...message }, done: false })),
      { ...FRAME, message: { role: 'assistant', content: '' }, ...END },
    )
    const { response } = await recordOf(server, { pieces }, async (client) =>
      Array.fromAsync(await client.chat({ ...ask({ think: true }), stream: true })),
    )
    expect(response.messages[0]?.parts).toEqual([
      { type: 'reasoning', text: 'Four.' },
      { type: 'text', text: '4' },
    ])
  })
})

describe('images', () => {
  const folder = mkdtempSync(join(tmpdir(), 'finetap-ollama-'))
  const path = join(folder, 'cat.png')
  writeFileSync(path, PNG)
  afterAll(() => rmSync(folder, { recursive: true }))

  const base64 = Buffer.from(PNG).toString('base64')
  test.each([
    ['bytes', [PNG], { mediaType: 'image/png', uri: PNG_URI }],
    ['base64', [base64], { mediaType: 'image/png', uri: PNG_URI }],
    [
      'the path of a file, of which the name is kept',
      [path],
      { mediaType: 'application/octet-stream', filename: 'cat.png' },
    ],
  ])('%s: recorded as the app gave it, although the client replaces it', async (_, images, file) => {
    const requests: ChatRequest[] = []
    const { request } = await recordOf(server, answer({ content: 'A cat.' }), async (client) => {
      const own: ChatRequest = {
        model: 'demo',
        messages: [{ ...user('What?'), images: [...images] as string[] }],
      }
      requests.push(own)
      return client.chat({ ...own, stream: false })
    })
    expect(request.messages[0]?.parts).toEqual([
      { type: 'text', text: 'What?' },
      { type: 'file', ...file },
    ])
    expect(requests.map(({ messages }) => messages?.[0]?.images)).toEqual([[base64], [base64]])
  })

  test('of generate', async () => {
    const { request } = await recordOf(server, completion({ response: 'A cat.' }), (client) =>
      client.generate({ model: 'demo', prompt: 'What?', images: [PNG] }),
    )
    expect(request.messages[0]?.parts).toEqual([
      { type: 'text', text: 'What?' },
      { type: 'file', mediaType: 'image/png', uri: PNG_URI },
    ])
  })
})

describe('settings', () => {
  test('options and formats by the record’s names; what is not allowed by name is left out', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const { request } = await recordOf(server, answer({ content: '{}' }), (client) =>
      client.chat(
        ask({
          format: schema,
          keep_alive: '5m',
          logprobs: true,
          top_logprobs: 2,
          options: { temperature: 0.5, top_p: 0.9, num_ctx: 4_096, num_predict: 64, stop: ['END'], mirostat: 2 },
        }),
      ),
    )
    expect(request.responseFormat).toEqual({ type: 'json', schema })
    expect(request.params).toEqual({
      temperature: 0.5,
      topP: 0.9,
      contextTokens: 4_096,
      maxOutputTokens: 64,
      stop: ['END'],
    })
  })

  test('format: json', async () => {
    const { request } = await recordOf(server, answer({ content: '{}' }), (client) =>
      client.chat(ask({ format: 'json' })),
    )
    expect(request.responseFormat).toEqual({ type: 'json' })
  })
})

describe('generate', () => {
  const prompt = (request: Partial<GenerateRequest>) => ({
    model: 'demo',
    prompt: 'def f(',
    ...request,
    stream: false as const,
  })

  test('raw, suffix and template', async () => {
    const { request } = await recordOf(server, completion({ response: 'x)' }), (client) =>
      client.generate(prompt({ raw: true, suffix: '  return x', template: '{{ .Prompt }}' })),
    )
    expect(request).toEqual({
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'def f(' }] }],
      params: { raw: true, suffix: '  return x' },
    })
  })

  test('context: the record says which answer it goes on from', async () => {
    const context = [101, 2_044, 7]
    const first = await recordOf(server, completion({ response: 'x)', context }), (client) =>
      client.generate(prompt({})),
    )
    const second = await recordOf(server, completion({ response: 'y', context: [...context, 9] }), (client) =>
      client.generate(prompt({ context })),
    )
    expect(first.response.id).toMatch(/^context-3-/)
    expect(second.request.previousResponseId).toBe(first.response.id)
    expect(second.response.id).not.toBe(first.response.id)
    expect(JSON.stringify(second)).not.toContain('2044')
  })

  test('thinking of a completion', async () => {
    const { response } = await recordOf(server, completion({ thinking: 'Hm.', response: 'x' }), (client) =>
      client.generate(prompt({ think: true })),
    )
    expect(response.messages[0]?.parts.map(({ type }) => type)).toEqual(['reasoning', 'text'])
  })
})
