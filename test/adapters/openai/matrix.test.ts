import OpenAI, { APIPromise, NotFoundError } from 'openai'
import { ChatCompletionRunner } from 'openai/lib/ChatCompletionRunner'
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import { Stream } from 'openai/streaming'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { startRecording } from '../../support/recording.ts'
import { errorFields } from './support/error-fields.ts'
import { answerChat, streamed } from './support/replies.ts'
import { gate, startStub, type Asked, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
/** What is behind the first word of a stream to `slow`. */
let behind = gate()

function answer(asked: Asked): Reply {
  return asked.body['model'] === 'slow' ? streamed('Hello ', behind.opened, 'you') : answerChat(asked)
}

beforeAll(async () => {
  server = await startStub(answer)
})
afterAll(() => server.close())

const messages = [{ role: 'user' as const, content: 'Hi' }]
const ask = { model: 'demo', messages }
const asStream = { ...ask, stream: true as const }
const slowly = { ...asStream, model: 'slow' }
const options = { maxRetries: 0 }
const tools = [
  {
    type: 'function' as const,
    function: {
      name: 'get_order',
      description: 'Looks up an order.',
      parameters: { type: 'object', properties: { id: { type: 'string' } } },
      parse: JSON.parse,
      function: ({ id }: { id: string }) => `${id} is on its way`,
    },
  },
]

/** What an app sees of a call. */
type Play = (client: OpenAI) => Promise<unknown>

const plays: { readonly [call: string]: { readonly play: Play; readonly records: readonly string[] } } = {
  create: {
    play: (client) => client.chat.completions.create(ask),
    records: ['ok Hello you'],
  },
  'the class of the promise': {
    async play(client) {
      const promise = client.chat.completions.create(ask)
      await promise
      return [promise instanceof APIPromise, promise.constructor === APIPromise, Object.keys(promise)]
    },
    records: ['ok Hello you'],
  },
  _request_id: {
    play: async (client) => (await client.chat.completions.create(ask))._request_id,
    records: ['ok Hello you'],
  },
  withResponse: {
    async play(client) {
      const { data, response, request_id } = await client.chat.completions.create(ask).withResponse()
      return [
        data,
        response.constructor,
        response.status,
        new URL(response.url).pathname,
        response.bodyUsed,
        request_id,
      ]
    },
    records: ['ok Hello you'],
  },
  asResponse: {
    async play(client) {
      const response = await client.chat.completions.create(ask).asResponse()
      const seen = [response.constructor, response.status, new URL(response.url).pathname, response.bodyUsed]
      return [...seen, await response.json(), response.bodyUsed]
    },
    records: ['ok Hello you'],
  },
  'asResponse of a stream': {
    async play(client) {
      const response = await client.chat.completions.create(asStream).asResponse()
      return [response.headers.get('content-type'), await response.text()]
    },
    records: ['ok Hello you'],
  },
  'a stream and its class': {
    async play(client) {
      const stream = await client.chat.completions.create(asStream)
      const methods = [stream.tee, stream.toReadableStream, stream.controller.abort].map((method) => typeof method)
      const shape = [stream instanceof Stream, stream.constructor === Stream, Object.keys(stream), ...methods]
      return [shape, await Array.fromAsync(stream)]
    },
    records: ['ok Hello you'],
  },
  'stream.withResponse': {
    async play(client) {
      const { data, response, request_id } = await client.chat.completions.create(asStream).withResponse()
      return [await Array.fromAsync(data), response.status, request_id, data instanceof Stream]
    },
    records: ['ok Hello you'],
  },
  toReadableStream: {
    async play(client) {
      const readable = (await client.chat.completions.create(asStream)).toReadableStream()
      return [readable.constructor, await new Response(readable).text()]
    },
    records: ['ok Hello you'],
  },
  tee: {
    async play(client) {
      const [left, right] = (await client.chat.completions.create(asStream)).tee()
      return [left instanceof Stream, await Promise.all([Array.fromAsync(left), Array.fromAsync(right)])]
    },
    records: ['ok Hello you'],
  },
  'controller.abort': {
    async play(client) {
      const stream = await client.chat.completions.create(slowly)
      const seen: unknown[] = []
      for await (const piece of stream) {
        seen.push(piece)
        stream.controller.abort()
      }
      return [seen, stream.controller.signal.aborted, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
  break: {
    async play(client) {
      const stream = await client.chat.completions.create(slowly)
      const seen: unknown[] = []
      for await (const piece of stream) {
        seen.push(piece)
        break
      }
      return [seen, stream.controller.signal.aborted, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
  'a second walk': {
    async play(client) {
      const stream = await client.chat.completions.create(asStream)
      await Array.fromAsync(stream)
      return Array.fromAsync(stream).catch(String)
    },
    records: ['ok Hello you'],
  },
  '.stream()': {
    async play(client) {
      const stream = client.chat.completions.stream(ask)
      const events: string[] = []
      stream.on('content', (piece) => events.push(piece))
      return [stream instanceof ChatCompletionStream, await stream.finalChatCompletion(), events]
    },
    records: ['ok Hello you'],
  },
  '.parse()': {
    async play(client) {
      const promise = client.chat.completions.parse({ ...ask, response_format: { type: 'json_object' } })
      const { choices, _request_id } = await promise
      return [promise instanceof APIPromise, choices, _request_id]
    },
    records: ['ok {"ok":true}'],
  },
  runTools: {
    async play(client) {
      const runner = client.chat.completions.runTools({ ...ask, tools })
      return [runner instanceof ChatCompletionRunner, await runner.finalContent(), runner.messages]
    },
    records: ['ok get_order({"id":"A-17"})', 'ok Hello you'],
  },
  'runTools, streamed': {
    async play(client) {
      const runner = client.chat.completions.runTools({ ...ask, tools, stream: true })
      return [await runner.finalContent(), runner.messages]
    },
    records: ['ok get_order({"id":"A-17"})', 'ok Hello you'],
  },
  buildURL: {
    play: async (client) => client.buildURL('/models', { limit: 2 }),
    records: [],
  },
  'models.list': {
    play: async (client) => (await client.models.list()).data,
    records: [],
  },
  withOptions: {
    async play(client) {
      const child = client.withOptions({ timeout: 1_000 })
      return [child instanceof OpenAI, child.timeout, child === client, await child.chat.completions.create(ask)]
    },
    records: ['ok Hello you'],
  },
  'post to a path': {
    play: (client) => client.post('/chat/completions', { body: ask }),
    records: ['ok Hello you'],
  },
  'a 404': {
    async play(client) {
      const calling = client.chat.completions.create({ ...ask, model: 'nobody' }, options)
      const error: unknown = await calling.catch((failure: unknown) => failure)
      return [error instanceof NotFoundError, errorFields(error)]
    },
    records: ['error '],
  },
  'a 404, by asResponse': {
    play: (client) =>
      client.chat.completions
        .create({ ...ask, model: 'nobody' }, options)
        .asResponse()
        .catch(String),
    records: ['error '],
  },
  'the first token while the server waits behind it': {
    async play(client) {
      const seen: unknown[] = []
      for await (const piece of await client.chat.completions.create(slowly)) {
        seen.push(piece)
        behind.open()
      }
      return seen
    },
    records: ['ok Hello you'],
  },
}

describe('no difference between a raw and a wrapped client', () => {
  test.each(Object.entries(plays))('%s', async (_, { play, records }) => {
    const raw = new OpenAI({ baseURL: server.url, apiKey: 'key', logLevel: 'off' })
    const recording = startRecording()
    behind = gate()
    const expected = await play(raw)
    behind = gate()
    expect(await play(wrapOpenAI(raw, recording))).toEqual(expected)
    const generations = await recording.generations()
    expect(generations.map(summaryOf)).toEqual(records)
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(Math.min(1, records.length))
    expect(recording.recorder.stats().active).toBe(0)
    expect(recording.errors).toEqual([])
  })
})

function summaryOf({ status, response }: Generation): string {
  const parts = response.messages.flatMap((message) => message.parts)
  const texts = parts.map((part) => {
    if (part.type === 'tool_call') return `${part.name}(${JSON.stringify(part.arguments)})`
    return part.type === 'text' ? part.text : part.type
  })
  return `${status} ${texts.join('')}`
}
