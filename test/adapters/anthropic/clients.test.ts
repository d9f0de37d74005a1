import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { frozen } from '../../../src/testing/frozen.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { startStub, type StubServer } from '../openai/support/stub-server.ts'
import { answerMessages } from './support/replies.ts'
import { createTracing } from './support/tracing.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStub((asked) => answerMessages(asked))
})
afterAll(() => server.close())

const ask = { model: 'demo', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] }
const asStream = { ...ask, stream: true as const }
const connection = (): object => ({
  baseURL: new URL(server.url).origin,
  apiKey: 'key',
  maxRetries: 0,
  logLevel: 'off',
})
const connect = (options: object = {}): Anthropic => new Anthropic({ ...connection(), ...options })

describe('a wrapped client', () => {
  test('is an Anthropic with the same members, resources and classes', () => {
    const raw = connect()
    const client = wrapAnthropic(raw, startRecording())
    expect(client).toBeInstanceOf(Anthropic)
    expect(Object.keys(client)).toEqual(Object.keys(raw))
    expect(Object.keys(client.messages)).toEqual(Object.keys(raw.messages))
    expect(client.messages).toBe(client.messages)
    expect(client.messages.create).toBe(client.messages.create)
    expect(client.messages).toBeInstanceOf(Anthropic.Messages)
    expect(client.beta).toBeInstanceOf(Anthropic.Beta)
    expect(client.beta.messages).toBe(client.beta.messages)
    expect(client.messages.batches).toBe(raw.messages.batches)
    expect(client.models).toBe(raw.models)
    expect(client.beta.files).toBe(raw.beta.files)
  })

  test('has methods of the same names and lengths', () => {
    const shapes = (owner: object, names: readonly string[]): readonly unknown[] =>
      names.map((name) => Reflect.get(owner, name) as Function).map(({ name, length }) => [name, length])
    const all = (client: Anthropic): readonly unknown[] => [
      shapes(client.messages, ['create', 'parse', 'stream']),
      shapes(client.beta.messages, ['create', 'toolRunner']),
      shapes(client, ['post', 'withOptions']),
    ]
    expect(all(wrapAnthropic(connect(), startRecording()))).toEqual(all(connect()))
  })

  test('has streams whose methods and iterators look the same', async () => {
    const shapeOf = async (client: Anthropic): Promise<readonly unknown[]> => {
      const stream = await client.messages.create(asStream)
      const { iterator } = stream as unknown as { readonly iterator: () => AsyncIterator<unknown> }
      const shape = [iterator.name, iterator.length, Object.prototype.toString.call(stream[Symbol.asyncIterator]())]
      stream.controller.abort()
      return shape
    }
    expect(await shapeOf(wrapAnthropic(connect(), startRecording()))).toEqual(await shapeOf(connect()))
  })

  test('reads and writes the fields of the client', () => {
    const raw = connect()
    const client = wrapAnthropic(raw, startRecording())
    client.timeout = 1_234
    expect(raw.timeout).toBe(1_234)
    raw.baseURL = 'http://127.0.0.1:9'
    expect(client.baseURL).toBe('http://127.0.0.1:9')
  })

  test('is the same when wrapped twice, and unwraps; the client itself is as it was', async () => {
    const raw = connect()
    const recording = startRecording()
    const client = wrapAnthropic(raw, recording)
    expect(wrapAnthropic(client)).toBe(client)
    expect(unwrap(client)).toBe(raw)
    await raw.messages.create(ask)
    await raw.beta.messages.stream(ask).done()
    expect(await recording.generations()).toEqual([])
  })

  test('can be frozen, and asked with frozen requests', async () => {
    const recording = startRecording()
    await wrapAnthropic(Object.freeze(connect()), recording).messages.create(frozen(ask))
    expect((await onlyGeneration(recording)).status).toBe('ok')
  })

  test('can be spied on, before and after it was wrapped', async () => {
    const recording = startRecording()
    const raw = connect()
    const client = wrapAnthropic(raw, recording)
    const inner = vi.spyOn(raw.messages, 'create')
    const outer = vi.spyOn(client.messages, 'create')
    await client.messages.create(ask)
    expect([inner.mock.calls, outer.mock.calls]).toEqual([[[ask]], [[ask]]])
    const mocked = { content: [{ type: 'text', text: 'mocked' }] }
    inner.mockResolvedValue(mocked as never)
    expect(await client.messages.create(ask)).toBe(mocked)
    inner.mockRestore()
    const texts = (await recording.generations()).map(({ response }) => response.messages[0]?.parts)
    expect(texts).toMatchObject([[{ text: 'Hello you' }], [{ text: 'mocked' }]])
  })

  test('says what it is in the record', async () => {
    const recording = startRecording()
    const client = wrapAnthropic(connect(), { ...recording, conversationId: 'c1', tags: ['a'] })
    await client.withOptions({ timeout: 9_000 }).messages.create({ ...ask, metadata: { user_id: 'u1' } })
    expect(await onlyGeneration(recording)).toMatchObject({
      source: {
        adapter: 'anthropic',
        framework: '@anthropic-ai/sdk',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      },
      model: { provider: 'anthropic', requested: 'demo', responded: 'demo-2026' },
      operation: 'chat',
      stream: false,
      conversationId: 'c1',
      userId: 'u1',
      tags: ['a'],
      response: { id: 'msg_1', finishReason: 'stop', finishReasonRaw: 'end_turn' },
      usage: { inputTokens: 5, outputTokens: 5, cacheReadTokens: 2 },
    })
  })

  test('the app’s own word on the user wins over what the request says to the provider', async () => {
    const recording = startRecording()
    const request = { ...ask, metadata: { user_id: 'hashed' } }
    const client = wrapAnthropic(connect(), recording)
    await recording.recorder.withContext({ userId: 'u1', tags: ['a'] }, () => client.messages.create(request))
    await wrapAnthropic(connect(), { ...recording, userId: 'u2' }).messages.create(request)
    expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['u1', 'u2'])
  })

  test('with a wrapped fetch inside records once', async () => {
    const recording = startRecording()
    const client = wrapAnthropic(connect({ fetch: wrapFetch(fetch, recording) }), recording)
    await client.messages.create(ask)
    await Array.fromAsync(await client.messages.create(asStream))
    await client.beta.messages
      .thread({ ...ask, messages: [] })
      .stream(ask.messages[0])
      .done()
    await (await client.messages.create(ask).asResponse()).text()
    const sources = (await recording.generations()).map(({ source, status }) => `${source.adapter} ${status}`)
    expect(sources).toEqual(['anthropic ok', 'anthropic ok', 'anthropic ok', 'anthropic ok'])
  })

  test('with capture switched off is called straight through', async () => {
    const recording = startRecording({ enabled: false })
    const client = wrapAnthropic(connect({ fetch: wrapFetch(fetch, recording) }), recording)
    expect((await client.messages.create(ask)).content).toEqual([{ type: 'text', text: 'Hello you' }])
    expect(await recording.generations()).toEqual([])
  })

  test('with tracing of its own gives the same spans', async () => {
    const spans = async (wrap: (client: Anthropic) => Anthropic): Promise<readonly string[]> => {
      const tracing = createTracing()
      const openTelemetry = { tracerProvider: tracing.provider, traces: { contentMode: 'content' as const } }
      const client = wrap(connect({ openTelemetry }))
      await client.messages.create(ask)
      await Array.fromAsync(await client.messages.create(asStream))
      await client.messages.stream(ask).done()
      await client.messages.create({ ...ask, model: 'nobody' }).catch(() => {})
      return tracing.ended()
    }
    const recording = startRecording()
    const raw = await spans((client) => client)
    expect(raw).toHaveLength(4)
    expect(await spans((client) => wrapAnthropic(client, recording))).toEqual(raw)
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'error'])
  })
})

describe('other clients', () => {
  test('a subclass with private fields, for another way to the same models', async () => {
    class OnCloud extends Anthropic {
      readonly #region = 'eu'
      region(): string {
        return this.#region
      }
      override async buildRequest(options: never): ReturnType<Anthropic['buildRequest']> {
        const built = await super.buildRequest(options)
        return { ...built, url: built.url.replace('/v1/', `/${this.#region}/v1/`) }
      }
    }
    const recording = startRecording()
    const client = wrapAnthropic(new OnCloud(connection()), recording)
    expect([client.region(), client instanceof OnCloud]).toEqual(['eu', true])
    await client.messages.create(ask)
    expect(server.asked.at(-1)?.path).toBe('/eu/v1/messages')
    await client.withOptions({}).messages.stream(ask).done()
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['ok', 'ok'])
  })

  test('one that has fewer resources', async () => {
    const recording = startRecording()
    const { messages } = connect()
    const client = wrapAnthropic({ messages }, recording)
    await client.messages.create(ask)
    expect((await onlyGeneration(recording)).status).toBe('ok')
  })
})

test('what is no client is refused', () => {
  const wrong: readonly unknown[] = [
    'claude-haiku-5-5',
    undefined,
    null,
    7,
    {},
    { messages: {} },
    Anthropic,
    connect().messages,
  ]
  for (const value of wrong) {
    expect(() => wrapAnthropic(value as Anthropic)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  }
  expect(() => wrapAnthropic(Anthropic as never)).toThrow(
    /the class .*an instance, such as wrapAnthropic\(new Anthropic/s,
  )
  for (const options of ['./.finetap', null, { recorder: './.finetap' }]) {
    expect(() => wrapAnthropic(connect(), options as never)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  }
})
