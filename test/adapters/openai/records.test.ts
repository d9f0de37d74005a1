import OpenAI from 'openai'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { chunk, completion, sse, streamed, toolCall } from './support/replies.ts'
import { gate, startStub, type Asked, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
afterEach(() => server.close())

const messages = [{ role: 'user' as const, content: 'Hi' }]
const ask = { model: 'demo', messages }
const asStream = { ...ask, stream: true as const }
const SSE = { 'content-type': 'text/event-stream' }

async function connect(recording: Recording, answer: Reply | ((asked: Asked) => Reply)): Promise<OpenAI> {
  server = await startStub(typeof answer === 'function' ? answer : () => answer)
  return wrapOpenAI(new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' }), recording)
}

describe('the record of a chat completion', () => {
  test('says what was asked, of whom, and what came back', async () => {
    const recording = startRecording()
    const client = await connect(recording, completion({ content: 'Hello' }))
    await withContext({ conversationId: 'c1' }, () =>
      client.chat.completions.create({ ...ask, temperature: 0, max_completion_tokens: 9, user: 'u1' }),
    )
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 'c1',
      source: { adapter: 'openai', framework: 'openai', version: expect.stringMatching(/^7\./) },
      operation: 'chat',
      stream: false,
      model: { provider: '127.0.0.1', requested: 'demo', responded: 'demo-2026' },
      request: {
        messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
        params: { temperature: 0, maxOutputTokens: 9 },
      },
      response: {
        id: 'chatcmpl-1',
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 },
      status: 'ok',
    })
  })

  test('holds all choices, at once and streamed', async () => {
    const recording = startRecording()
    const client = await connect(recording, ({ body }) =>
      body['stream'] === true
        ? {
            headers: SSE,
            pieces: [
              sse(chunk({ content: 'one ' }, null, 0), chunk({ content: 'two ' }, null, 1)),
              sse(chunk({ content: 'b' }, null, 1), chunk({ content: 'a' }, null, 0)),
              sse(chunk({}, 'stop', 0), chunk({}, 'stop', 1), '[DONE]'),
            ],
          }
        : completion({ content: 'one a' }, { content: 'two b' }),
    )
    await client.chat.completions.create({ ...ask, n: 2 })
    await Array.fromAsync(await client.chat.completions.create({ ...asStream, n: 2 }))
    for (const { response, request } of await recording.generations()) {
      expect(request.params).toEqual({ n: 2 })
      expect(response.messages.map((message) => message.parts)).toEqual([
        [{ type: 'text', text: 'one a' }],
        [{ type: 'text', text: 'two b' }],
      ])
    }
  })

  test('keeps the arguments of a tool call that are no JSON', async () => {
    const recording = startRecording()
    const call = { ...toolCall('get_order', {}), function: { name: 'get_order', arguments: '{"id": "A-' } }
    const client = await connect(recording, completion({ tool_calls: [call] }))
    await client.chat.completions.create(ask)
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'call_1', name: 'get_order', arguments: {}, argumentsRaw: '{"id": "A-' },
    ])
  })

  test('is whole when the bytes of a stream come one by one', async () => {
    const recording = startRecording()
    const text = 'Grüße aus 東京 🗼'
    const bytes = Buffer.from(sse(chunk({ content: text }), chunk({}, 'stop'), '[DONE]'))
    const client = await connect(recording, { headers: SSE, pieces: Array.from(bytes, (byte) => Uint8Array.of(byte)) })
    await Array.fromAsync(await client.chat.completions.create(asStream))
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'ok',
      response: { messages: [{ parts: [{ text }] }] },
    })
  })

  test('of a text completion', async () => {
    const recording = startRecording()
    const choices = [{ index: 0, text: 'you', finish_reason: 'stop', logprobs: null }]
    const client = await connect(recording, { pieces: [JSON.stringify({ id: 'cmpl-1', model: 'demo', choices })] })
    await client.completions.create({ model: 'demo', prompt: 'Hello ' })
    expect(await onlyGeneration(recording)).toMatchObject({
      operation: 'completion',
      request: { messages: [{ role: 'user', parts: [{ text: 'Hello ' }] }] },
      response: { messages: [{ parts: [{ text: 'you' }] }] },
    })
  })
})

test('100 streams at once do not mix, and each stays in its own context', async () => {
  const recording = startRecording()
  const barrier = gate()
  let waiting = 0
  const client = await connect(recording, ({ body }) => {
    waiting += 1
    if (waiting === 100) barrier.open()
    const [message] = body['messages'] as readonly { readonly content: string }[]
    return streamed(`${message?.content} `, barrier.opened, 'a', 'b')
  })
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      withContext({ conversationId: `c${index}` }, async () => {
        const question = { role: 'user' as const, content: `<${index}>` }
        await Array.fromAsync(await client.chat.completions.create({ ...asStream, messages: [question] }))
      }),
    ),
  )
  const generations = await recording.generations()
  expect(generations).toHaveLength(100)
  for (const { conversationId, response, status } of generations) {
    expect([status, response.messages[0]?.parts]).toEqual([
      'ok',
      [{ type: 'text', text: `<${conversationId?.slice(1)}> ab` }],
    ])
  }
})

describe('what the app lets go of is abandoned', () => {
  async function collected(isTrue: () => boolean): Promise<void> {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let round = 0; round < 100 && !isTrue(); round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      collect()
    }
  }

  test.each<[string, (client: OpenAI) => Promise<void>]>([
    ['a call that nobody waits for', async (client) => void client.chat.completions.create(ask)],
    ['a promise of a stream that nobody waits for', async (client) => void client.chat.completions.create(asStream)],
    ['a stream that nobody reads', async (client) => void (await client.chat.completions.create(asStream))],
    ['a response that nobody reads', async (client) => void (await client.chat.completions.create(ask).asResponse())],
    [
      'a stream that was read a little',
      async (client) => {
        const stream = await client.chat.completions.create(asStream)
        await stream[Symbol.asyncIterator]().next()
      },
    ],
  ])('%s', async (_, leave) => {
    const recording = startRecording()
    const words = Array.from({ length: 200 }, (__, index) => `${index} `.padEnd(500, '.'))
    const client = await connect(recording, ({ body }) =>
      body['stream'] === true ? streamed(...words) : completion({ content: 'Hello' }),
    )
    await leave(client)
    await collected(() => recording.recorder.stats().active === 0)
    expect((await onlyGeneration(recording)).status).toBe('abandoned')
  })

  test('but not what it waits for', async () => {
    const recording = startRecording({ idleMs: 10 })
    const slow = gate()
    const client = await connect(recording, { pieces: [slow.opened, ...completion({ content: 'Hello' }).pieces] })
    const calling = client.chat.completions.create(ask).then(({ id }) => id)
    await new Promise((resolve) => setTimeout(resolve, 50))
    slow.open()
    await calling
    expect((await onlyGeneration(recording)).status).toBe('ok')
  })

  test('a call that nobody waits for, and that is not let go of, after a time', async () => {
    const recording = startRecording({ idleMs: 20 })
    const client = await connect(recording, completion({ content: 'Hello' }))
    const calling = client.chat.completions.create(ask)
    await expect.poll(() => recording.recorder.stats().active).toBe(0)
    expect((await onlyGeneration(recording)).status).toBe('abandoned')
    expect((await calling).choices[0]?.message.content).toBe('Hello')
  })
})
