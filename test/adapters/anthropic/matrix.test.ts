import Anthropic, { APIPromise, NotFoundError } from '@anthropic-ai/sdk'
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema'
import { Stream } from '@anthropic-ai/sdk/core/streaming'
import { BetaMessageStream } from '@anthropic-ai/sdk/lib/BetaMessageStream'
import { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { startRecording } from '../../support/recording.ts'
import { errorFields } from '../openai/support/error-fields.ts'
import { gate, startStub, type StubServer } from '../openai/support/stub-server.ts'
import { answerMessages } from './support/replies.ts'

let server: StubServer
/** What is behind the first word of a stream to `slow`. */
let behind = gate()

beforeAll(async () => {
  server = await startStub((asked) => answerMessages(asked, asked.body['model'] === 'slow' ? behind.opened : undefined))
})
afterAll(() => server.close())

const ask = { model: 'demo', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] }
const asStream = { ...ask, stream: true as const }
const slowly = { ...asStream, model: 'slow' }
const options = { maxRetries: 0 }
const schema = {
  type: 'object',
  properties: { ok: { type: 'boolean' } },
  required: ['ok'],
  additionalProperties: false,
}
const asJson = { ...ask, output_config: { format: jsonSchemaOutputFormat(schema as never) } }
const tool = {
  name: 'get_order',
  description: 'Looks up an order.',
  input_schema: { type: 'object' as const, properties: { id: { type: 'string' } } },
  run: (input: unknown) => `${(input as { id: string }).id} is on its way`,
  parse: (input: unknown) => input,
}
const withTools = { ...ask, tools: [tool] }

/** What an app sees of a call, and what is recorded of it. */
type Call = { readonly play: (client: Anthropic) => Promise<unknown>; readonly records: readonly string[] }

const HELLO = ['ok Hello you']
const LOOP = ['ok get_order({"id":"A-17"})', ...HELLO]

const answers: { readonly [call: string]: Call } = {
  create: { play: (client) => client.messages.create(ask), records: HELLO },
  'the class of the promise': {
    async play(client) {
      const promise = client.messages.create(ask)
      await promise
      return [promise instanceof APIPromise, promise.constructor === APIPromise, Object.keys(promise)]
    },
    records: HELLO,
  },
  _request_id: { play: async (client) => (await client.messages.create(ask))._request_id, records: HELLO },
  withResponse: {
    async play(client) {
      const { data, response, ...ids } = await client.messages.create(ask).withResponse()
      return [data, response.constructor, response.status, response.url, response.bodyUsed, ids]
    },
    records: HELLO,
  },
  asResponse: {
    async play(client) {
      const response = await client.messages.create(ask).asResponse()
      return [response.constructor, response.url, response.bodyUsed, await response.json(), response.bodyUsed]
    },
    records: HELLO,
  },
  '.parse()': {
    async play(client) {
      const promise = client.messages.parse(asJson)
      return [promise.constructor, await promise]
    },
    records: ['ok {"ok":true}'],
  },
  'beta create': { play: (client) => client.beta.messages.create({ ...ask, betas: ['x'] }), records: HELLO },
  'beta .parse()': { play: (client) => client.beta.messages.parse(asJson), records: ['ok {"ok":true}'] },
  'a tool runner': {
    async play(client) {
      const runner = client.beta.messages.toolRunner(withTools)
      return [runner.constructor.name, await runner.runUntilDone(), runner.params.messages]
    },
    records: LOOP,
  },
  'a thread': {
    async play(client) {
      const thread = client.beta.messages.thread({ model: 'demo', max_tokens: 100, messages: [] })
      const reply = await thread.send({ role: 'user', content: 'Hi' })
      return [reply, thread.messages, thread.previousMessageId]
    },
    records: HELLO,
  },
  'post to a path': { play: (client) => client.post('/v1/messages', { body: ask }), records: HELLO },
  withOptions: {
    async play(client) {
      const child = client.withOptions({ timeout: 1_000 }).withOptions({ maxRetries: 1 })
      return [child instanceof Anthropic, child.timeout, child.maxRetries, await child.messages.create(ask)]
    },
    records: HELLO,
  },
  'a 404': {
    async play(client) {
      const calling = client.messages.create({ ...ask, model: 'nobody' }, options)
      const error: unknown = await calling.catch((failure: unknown) => failure)
      return [error instanceof NotFoundError, errorFields(error)]
    },
    records: ['error '],
  },
  countTokens: { play: (client) => client.messages.countTokens(ask), records: [] },
  'beta countTokens': { play: (client) => client.beta.messages.countTokens(ask), records: [] },
  batches: {
    play: (client) => client.messages.batches.create({ requests: [{ custom_id: 'a', params: ask }] }),
    records: [],
  },
  'models.list': { play: async (client) => (await client.models.list()).data, records: [] },
  buildURL: { play: async (client) => client.buildURL('/v1/models', { limit: 2 }), records: [] },
}

const streams: { readonly [call: string]: Call } = {
  'a stream and its class': {
    async play(client) {
      const stream = await client.messages.create(asStream)
      return [stream instanceof Stream, stream.constructor, Object.keys(stream), await Array.fromAsync(stream)]
    },
    records: HELLO,
  },
  'stream.withResponse': {
    async play(client) {
      const { data, response, request_id } = await client.messages.create(asStream).withResponse()
      return [await Array.fromAsync(data), response.status, request_id, data instanceof Stream]
    },
    records: HELLO,
  },
  'asResponse of a stream': {
    async play(client) {
      const response = await client.messages.create(asStream).asResponse()
      return [response.headers.get('content-type'), await response.text()]
    },
    records: HELLO,
  },
  toReadableStream: {
    async play(client) {
      const readable = (await client.messages.create(asStream)).toReadableStream()
      return [readable.constructor, await new Response(readable).text()]
    },
    records: HELLO,
  },
  tee: {
    async play(client) {
      const [left, right] = (await client.messages.create(asStream)).tee()
      return [left instanceof Stream, await Promise.all([Array.fromAsync(left), Array.fromAsync(right)])]
    },
    records: HELLO,
  },
  'controller.abort': {
    async play(client) {
      const stream = await client.messages.create(slowly)
      const seen: unknown[] = []
      for await (const event of stream) {
        seen.push(event)
        if (event.type === 'content_block_delta') stream.controller.abort()
      }
      return [seen, stream.controller.signal.aborted, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
  break: {
    async play(client) {
      const stream = await client.messages.create(slowly)
      for await (const event of stream) if (event.type === 'content_block_delta') break
      return [stream.controller.signal.aborted, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
  'a second walk': {
    async play(client) {
      const stream = await client.messages.create(asStream)
      await Array.fromAsync(stream)
      return Array.fromAsync(stream).catch(String)
    },
    records: HELLO,
  },
  'the first token while the server waits behind it': {
    async play(client) {
      const seen: unknown[] = []
      for await (const event of await client.messages.create(slowly)) {
        seen.push(event)
        if (event.type === 'content_block_delta') behind.open()
      }
      return seen
    },
    records: HELLO,
  },
  '.stream(): events, final message': {
    async play(client) {
      const stream = client.messages.stream(ask)
      const events: unknown[] = []
      stream.on('text', (...text) => events.push(text)).on('contentBlock', (block) => events.push(block))
      return [stream instanceof MessageStream, await stream.finalMessage(), events, stream.request_id]
    },
    records: HELLO,
  },
  '.stream(): walked through': {
    play: (client) => Array.fromAsync(client.messages.stream(ask)),
    records: HELLO,
  },
  '.stream(): aborted': {
    async play(client) {
      const stream = client.messages.stream({ ...ask, model: 'slow' })
      stream.on('text', () => stream.abort())
      const error = errorFields(await stream.finalMessage().catch((failure: unknown) => failure))
      return [error, stream.aborted, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
  '.stream() with an output format': {
    play: (client) => client.messages.stream(asJson).finalMessage(),
    records: ['ok {"ok":true}'],
  },
  'beta .stream()': {
    async play(client) {
      const stream = client.beta.messages.stream(ask)
      return [stream instanceof BetaMessageStream, await stream.finalText(), await stream.finalMessage()]
    },
    records: HELLO,
  },
  'a tool runner, streamed': {
    async play(client) {
      const runner = client.beta.messages.toolRunner({ ...withTools, stream: true })
      const turns: unknown[] = []
      for await (const stream of runner) turns.push(await Array.fromAsync(stream))
      return [turns, runner.params.messages]
    },
    records: LOOP,
  },
  'a thread, streamed': {
    async play(client) {
      const thread = client.beta.messages.thread({ model: 'demo', max_tokens: 100, messages: [] })
      const stream = thread.stream({ role: 'user', content: 'Hi' })
      return [await stream.finalMessage(), stream.response?.status, thread.messages, thread.previousMessageId]
    },
    records: HELLO,
  },
  'a thread, streamed and aborted': {
    async play(client) {
      const thread = client.beta.messages.thread({ model: 'slow', max_tokens: 100, messages: [] })
      const stream = thread.stream({ role: 'user', content: 'Hi' })
      stream.on('text', () => stream.abort())
      const error = errorFields(await stream.finalMessage().catch((failure: unknown) => failure))
      return [error, thread.messages, await server.asked.at(-1)?.hungUp]
    },
    records: ['aborted Hello '],
  },
}

describe('no difference between a raw and a wrapped client', () => {
  test.each(Object.entries({ ...answers, ...streams }))('%s', async (_, { play, records }) => {
    const raw = new Anthropic({ baseURL: server.url.replace(/\/v1$/, ''), apiKey: 'key', logLevel: 'off' })
    const recording = startRecording()
    behind = gate()
    const expected = await play(raw)
    behind = gate()
    expect(await play(wrapAnthropic(raw, recording))).toEqual(expected)
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
