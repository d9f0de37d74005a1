import OpenAI from 'openai'
import { afterEach, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { errorFields } from './support/error-fields.ts'
import { chunk, completion, refusal, sse, streamed } from './support/replies.ts'
import { gate, startStub, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
afterEach(() => server.close())

const messages = [{ role: 'user' as const, content: 'Hi' }]
const ask = { model: 'demo', messages }
const asStream = { ...ask, stream: true as const }
const SSE = { 'content-type': 'text/event-stream' }

async function connect(...replies: readonly Reply[]): Promise<OpenAI> {
  server = await startStub((_, index) => replies[Math.min(index, replies.length - 1)] ?? { pieces: [] })
  return new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' })
}

/** What the app sees, as a value. */
async function seen(run: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    return { value: await run() }
  } catch (error) {
    return errorFields(error)
  }
}

/** Plays with a raw client and with a wrapped one, and says that it makes no difference. */
async function record(replies: readonly Reply[], run: (client: OpenAI) => PromiseLike<unknown>) {
  const raw = await connect(...replies)
  const expected = await seen(() => run(raw))
  const recording = startRecording()
  await server.close()
  const wrapped = wrapOpenAI(await connect(...replies), recording)
  expect(await seen(() => run(wrapped))).toEqual(expected)
  return onlyGeneration(recording)
}

const whole = (client: OpenAI): PromiseLike<unknown> => client.chat.completions.create(ask)
const pieces = async (client: OpenAI): Promise<unknown> =>
  Array.fromAsync(await client.chat.completions.create(asStream))

describe('answers that are none', () => {
  const html = { headers: { 'content-type': 'text/html' }, pieces: ['<html>', 'Bad gateway</html>'] }

  test('an HTML page behind status 200', async () => {
    expect(await record([html], whole)).toMatchObject({ status: 'error', response: { messages: [] } })
  })

  test('an HTML page in place of a stream', async () => {
    expect(await record([html], pieces)).toMatchObject({
      status: 'error',
      error: { message: expect.stringContaining('text/html') },
      response: { messages: [] },
    })
  })

  test.each([
    ['an empty body', []],
    ['half a body', ['{"id":"chatcmpl-1","choices":[{"mess']],
    ['JSON of another kind', ['{"ok":true}']],
    ['null', ['null']],
    ['a text', ['"hello"']],
  ])('%s', async (_, body) => {
    expect((await record([{ pieces: body }], whole)).status).toBe('error')
  })

  test('an empty stream', async () => {
    const generation = await record([{ headers: SSE, pieces: [] }], pieces)
    expect(generation).toMatchObject({ status: 'interrupted', response: { messages: [] } })
  })

  test('a stream that breaks off in the middle of a line', async () => {
    const line = sse(chunk({ content: 'never' })).slice(0, 30)
    const reply = { headers: SSE, pieces: [sse(chunk({ content: 'Hello ' })), line] }
    expect(await record([reply], pieces)).toMatchObject({
      status: 'error',
      error: { phase: 'stream' },
      response: { messages: [{ parts: [{ text: 'Hello ' }] }] },
    })
  })

  test('a stream that the server ends without its end', async () => {
    const generation = await record([{ headers: SSE, pieces: [sse(chunk({ content: 'Hello ' }))] }], pieces)
    expect(generation).toMatchObject({
      status: 'interrupted',
      response: { messages: [{ parts: [{ text: 'Hello ' }] }] },
    })
  })

  test('an error inside a stream', async () => {
    const error = { error: { message: 'overloaded', code: 'server_error', type: 'server_error', param: null } }
    const reply = { headers: SSE, pieces: [sse(chunk({ content: 'Hello ' }), error)] }
    expect(await record([reply], pieces)).toMatchObject({
      status: 'error',
      error: { message: expect.stringContaining('overloaded'), phase: 'stream' },
      response: { messages: [{ parts: [{ text: 'Hello ' }] }] },
    })
  })

  test('a server that is down', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(await connect(), recording)
    await server.close()
    await expect(client.chat.completions.create(ask)).rejects.toThrow(OpenAI.APIConnectionError)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { phase: 'request' } })
  })
})

describe('retries', () => {
  test('of the client itself are one record', async () => {
    const recording = startRecording()
    const busy = { ...refusal(503, 'busy'), headers: { 'retry-after-ms': '1' } }
    const client = wrapOpenAI(await connect(busy, busy, completion({ content: 'Hello' })), recording)
    await client.chat.completions.create(ask, { maxRetries: 2 })
    expect(server.asked).toHaveLength(3)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', attempt: 0 })
  })

  test('of the app within one context are attempts of one step', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(await connect(refusal(503, 'busy'), completion({ content: 'Hello' })), recording)
    await withContext({ conversationId: 'c1' }, async () => {
      await client.chat.completions.create(ask).catch(() => {})
      await client.chat.completions.create(ask)
    })
    const [first, second] = await recording.generations()
    expect([first, second]).toMatchObject([
      { status: 'error', step: 0, attempt: 0, error: { status: 503 } },
      { status: 'ok', step: 0, attempt: 1, turnId: first?.turnId },
    ])
  })
})

describe('aborting', () => {
  test('by the controller of a stream that nobody reads any more', async () => {
    const recording = startRecording()
    const behind = gate()
    const client = wrapOpenAI(await connect(streamed('Hello ', behind.opened, 'you')), recording)
    const stream = await client.chat.completions.create(asStream)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    stream.controller.abort()
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'Hello ' }] }] },
    })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await server.asked[0]?.hungUp).toBe(true)
  })

  test('while a read is on its way', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(await connect(streamed('Hello ', gate().opened)), recording)
    const stream = await client.chat.completions.create(asStream)
    const iterator = stream[Symbol.asyncIterator]()
    await iterator.next()
    const pending = iterator.next()
    stream.controller.abort()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect((await onlyGeneration(recording)).status).toBe('aborted')
  })

  test('behind the last piece of an answer makes no difference', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(await connect(streamed('Hello')), recording)
    const stream = await client.chat.completions.create(asStream)
    for await (const piece of stream) if (piece.choices[0]?.finish_reason === 'stop') stream.controller.abort()
    expect((await onlyGeneration(recording)).status).toBe('ok')
  })

  test('of .stream() and of runTools()', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(await connect(streamed('Hello ', gate().opened)), recording)
    const stream = client.chat.completions.stream(ask)
    stream.on('content', () => stream.abort())
    await expect(stream.done()).rejects.toThrow(OpenAI.APIUserAbortError)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'Hello ' }] }] },
    })
  })
})

describe('rejections that the app leaves unhandled', () => {
  async function unhandled(run: (client: OpenAI) => Promise<unknown>, isWrapped: boolean): Promise<number> {
    const raw = await connect(refusal(404, 'no such model'))
    const rejections: unknown[] = []
    const listen = (error: unknown): void => void rejections.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', listen)
    try {
      await run(isWrapped ? wrapOpenAI(raw, startRecording()) : raw)
      // Rejections are told behind the microtasks of their turn.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    } finally {
      process.off('unhandledRejection', listen)
      for (const other of others) process.on('unhandledRejection', other)
      await server.close()
    }
    return rejections.length
  }

  const settled = (client: OpenAI): Promise<unknown> => client.models.list().then(String, String)

  test.each<[string, (client: OpenAI) => Promise<unknown>]>([
    [
      'nobody waits',
      async (client) => [client.chat.completions.create(ask), await settled(client), await settled(client)],
    ],
    ['parse, handled', (client) => client.chat.completions.parse(ask).catch(() => {})],
    ['create, handled', (client) => client.chat.completions.create(ask).catch(() => {})],
    [
      'asResponse, handled',
      (client) =>
        client.chat.completions
          .create(ask)
          .asResponse()
          .catch(() => {}),
    ],
    [
      'withResponse, handled',
      (client) =>
        client.chat.completions
          .create(ask)
          .withResponse()
          .catch(() => {}),
    ],
    [
      '.stream(), handled',
      (client) =>
        client.chat.completions
          .stream(ask)
          .done()
          .catch(() => {}),
    ],
    [
      'then without a handler',
      async (client) => {
        const calling = client.chat.completions.create(ask)
        void calling.then(() => {})
        await calling.asResponse().catch(() => {})
      },
    ],
  ])('%s: as many as with the raw client', async (_, run) => {
    expect(await unhandled(run, true)).toBe(await unhandled(run, false))
  })
})
