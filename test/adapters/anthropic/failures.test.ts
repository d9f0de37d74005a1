import Anthropic from '@anthropic-ai/sdk'
import { afterEach, describe, expect, test } from 'vitest'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { errorFields } from '../openai/support/error-fields.ts'
import { gate, startStub, type Reply, type StubServer } from '../openai/support/stub-server.ts'
import { eventsOf, sse } from '../wire/anthropic-messages/stream-script.ts'
import { answerOf, refusal, streamed, TOOL_CALL, whole } from './support/replies.ts'

type Stream = { readonly controller: AbortController }

let server: StubServer
afterEach(() => server.close())

const ask = { model: 'demo', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] }
const hello = answerOf([{ type: 'text', text: 'Hello you' }])
const SSE = { 'content-type': 'text/event-stream' }
/** The events of an answer up to its first words. */
const begun = eventsOf(hello, [6]).slice(0, 4).map(sse)

async function connect(...replies: readonly Reply[]): Promise<Anthropic> {
  server = await startStub((_, index) => replies[Math.min(index, replies.length - 1)] ?? { pieces: [] })
  return new Anthropic({ baseURL: new URL(server.url).origin, apiKey: 'key', maxRetries: 0, logLevel: 'off' })
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
async function record(reply: Reply, run: (client: Anthropic) => PromiseLike<unknown>): Promise<Generation> {
  const raw = await connect(reply)
  const expected = await seen(() => run(raw))
  await server.close()
  const recording = startRecording()
  const wrapped = wrapAnthropic(await connect(reply), recording)
  expect(await seen(() => run(wrapped))).toEqual(expected)
  expect(recording.errors).toEqual([])
  return onlyGeneration(recording)
}

const answer = (client: Anthropic): PromiseLike<unknown> => client.messages.create(ask)
const pieces = async (client: Anthropic): Promise<unknown> =>
  Array.fromAsync(await client.messages.create({ ...ask, stream: true }))
const final = (client: Anthropic): PromiseLike<unknown> => client.messages.stream(ask).finalMessage()

describe('answers that are none', () => {
  test.each([
    ['an HTML page', { headers: { 'content-type': 'text/html' }, pieces: ['<html>', 'Bad gateway</html>'] }],
    ['an empty body', { pieces: [] }],
    ['half a body', { pieces: ['{"id":"msg_1","content":[{"ty'] }],
    ['JSON of another kind', { pieces: ['{"ok":true}'] }],
    ['null', { pieces: ['null'] }],
    ['an error behind status 200', { pieces: refusal(200, 'overloaded', 'overloaded_error').pieces }],
  ])('%s', async (_, reply) => {
    expect(await record(reply, answer)).toMatchObject({ status: 'error', response: { messages: [] } })
  })

  test('a refusal by the server', async () => {
    expect(await record(refusal(429, 'slow down', 'rate_limit_error'), answer)).toMatchObject({
      status: 'error',
      error: { message: expect.stringContaining('slow down'), status: 429, phase: 'request' },
    })
  })

  test('a server that is down', async () => {
    const recording = startRecording()
    const client = wrapAnthropic(await connect(), recording)
    await server.close()
    await expect(client.messages.create(ask)).rejects.toThrow(Anthropic.APIConnectionError)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { phase: 'request' } })
  })
})

describe.each([
  ['create', pieces],
  ['stream()', final],
])('streams that are none, by %s', (_, run) => {
  const kept = { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello ' }] }] }

  test('an HTML page', async () => {
    const reply = { headers: { 'content-type': 'text/html' }, pieces: ['<html>Bad gateway</html>'] }
    expect(await record(reply, run)).toMatchObject({ status: 'error', response: { messages: [] } })
  })

  test('nothing', async () => {
    const generation = await record({ headers: SSE, pieces: [] }, run)
    expect(generation).toMatchObject({ status: 'interrupted', response: { messages: [] } })
  })

  test('one that ends without its end', async () => {
    expect(await record({ headers: SSE, pieces: begun }, run)).toMatchObject({ status: 'interrupted', response: kept })
  })

  test('one that breaks off within an event', async () => {
    const broken = 'event: content_block_delta\ndata: {"type":"content_bl\n\n'
    const generation = await record({ headers: SSE, pieces: [...begun, broken] }, run)
    expect(generation).toMatchObject({ status: 'error', error: { phase: 'stream' }, response: kept })
  })

  test('an error event', async () => {
    const error = sse({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
    expect(await record({ headers: SSE, pieces: [...begun, error] }, run)).toMatchObject({
      status: 'error',
      error: { message: expect.stringContaining('Overloaded'), phase: 'stream' },
      response: { id: 'msg_1', ...kept },
    })
  })
})

describe('what the client still hands out behind an abort is recorded', () => {
  const reply = { headers: SSE, pieces: [eventsOf(hello, [6]).slice(0, 5).map(sse).join(''), gate().opened] }
  const status = 'aborted'
  const response = { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello you' }] }] }

  /** Reads a stream to its end, and stops it behind the first event. */
  async function readAll(client: Anthropic, stop: (stream: AsyncIterable<unknown>) => void, options: object = {}) {
    const events: unknown[] = []
    try {
      const stream = await client.messages.create({ ...ask, stream: true }, options)
      for await (const event of stream) if (events.push(event.type) === 1) stop(stream)
    } catch (error) {
      events.push(errorFields(error))
    }
    return events
  }

  test.each([undefined, new Error('why')])('of the controller, for the reason %s', async (reason) => {
    const stop = (stream: AsyncIterable<unknown>): void => (stream as unknown as Stream).controller.abort(reason)
    expect(await record(reply, (client) => readAll(client, stop))).toMatchObject({ status, response })
  })

  test('of the app’s own signal', async () => {
    const generation = await record(reply, (client) => {
      const controller = new AbortController()
      return readAll(client, () => controller.abort(), { signal: controller.signal })
    })
    expect(generation).toMatchObject({ status, response })
  })
})

describe('odd answers', () => {
  test('the input of a tool that is no JSON', async () => {
    const deltas = ['{"id": ', '"A-1'].map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    const [start, ping, open, ...rest] = eventsOf(answerOf([TOOL_CALL], 'tool_use'))
    const events = [start, ping, open, ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta }))]
    const all = [...events, ...rest.filter(({ type }) => type !== 'content_block_delta')]
    const reply = { headers: SSE, pieces: all.filter((event) => event !== undefined).map(sse) }
    const generation = await record(reply, pieces)
    expect(generation).toMatchObject({ status: 'ok', response: { finishReason: 'tool_call' } })
    expect(generation.response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'toolu_1', name: 'get_order', arguments: {}, argumentsRaw: '{"id": "A-1' },
    ])
  })

  test('thoughts with their proof, streamed byte by byte', async () => {
    const thought = { type: 'thinking', thinking: 'Grüße aus 東京?', signature: 'c2lnbmVk' }
    const text = { type: 'text', text: 'Yes 🗼.' }
    const bytes = Buffer.from(
      eventsOf(answerOf([thought, text]), [5])
        .map(sse)
        .join('')
        .replaceAll('\n', '\r\n'),
    )
    const reply = { headers: SSE, pieces: [...bytes].map((byte) => Uint8Array.of(byte)) }
    const expected = [{ type: 'reasoning', text: thought.thinking, signature: 'c2lnbmVk' }, text]
    const generations = [await record(reply, pieces), await record(reply, final)]
    expect(generations.map(({ response }) => response.messages[0]?.parts)).toEqual([expected, expected])
    expect(generations[0]?.firstTokenMs).toBeGreaterThanOrEqual(0)
  })
})

describe('turns', () => {
  test('retries of the client itself are one record', async () => {
    const busy = { ...refusal(529, 'busy', 'overloaded_error'), headers: { 'retry-after-ms': '1' } }
    const recording = startRecording()
    const client = wrapAnthropic(await connect(busy, busy, whole(hello)), recording)
    await client.messages.create(ask, { maxRetries: 2 })
    expect(server.asked).toHaveLength(3)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', attempt: 0 })
  })

  test('retries of the app are attempts', async () => {
    const recording = startRecording()
    const client = wrapAnthropic(await connect(refusal(500, 'broken', 'api_error'), streamed(hello)), recording)
    await recording.recorder.withContext({}, async () => {
      await client.messages.create(ask).catch(() => {})
      await client.messages.stream(ask).done()
    })
    const attempts = (await recording.generations()).map(({ status, step, attempt }) => ({ status, step, attempt }))
    expect(attempts).toEqual([
      { status: 'error', step: 0, attempt: 0 },
      { status: 'ok', step: 0, attempt: 1 },
    ])
  })

  test('a tool loop by hand is one turn', async () => {
    const tools = [{ name: 'get_order', input_schema: { type: 'object' as const } }]
    const recording = startRecording()
    const client = wrapAnthropic(await connect(whole(answerOf([TOOL_CALL], 'tool_use')), whole(hello)), recording)
    const called = await client.messages.create({ ...ask, tools })
    const result = { type: 'tool_result' as const, tool_use_id: 'toolu_1', content: 'On its way.' }
    const asked = { role: 'assistant' as const, content: called.content as Anthropic.ContentBlockParam[] }
    const messages = [...ask.messages, asked, { role: 'user' as const, content: [result] }]
    await client.messages.create({ ...ask, tools, messages })
    const [first, second] = await recording.generations()
    expect(second).toMatchObject({ turnId: first?.turnId, step: 1, link: { how: 'prefix' } })
    expect(second?.request.messages.slice(0, 2)).toEqual([
      ...(first?.request.messages ?? []),
      first?.response.messages[0],
    ])
  })
})
