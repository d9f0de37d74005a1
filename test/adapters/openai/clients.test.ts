import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { frozen } from '../../../src/testing/frozen.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { answerChat } from './support/replies.ts'
import { startStub, type StubServer } from './support/stub-server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStub(answerChat)
})
afterAll(() => server.close())

const ask = { model: 'demo', messages: [{ role: 'user' as const, content: 'Hi' }] }
const connect = (options: object = {}): OpenAI =>
  new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off', ...options })

describe('a wrapped client', () => {
  test('is an OpenAI with the same members, resources and classes', () => {
    const raw = connect()
    const client = wrapOpenAI(raw, startRecording())
    expect(client).toBeInstanceOf(OpenAI)
    expect(Object.keys(client)).toEqual(Object.keys(raw))
    expect(client.chat).toBe(client.chat)
    expect(client.chat.completions).toBe(client.chat.completions)
    expect(client.chat.completions.create).toBe(client.chat.completions.create)
    expect(client.chat.completions).toBeInstanceOf(OpenAI.Chat.Completions)
    expect(client.responses).toBeInstanceOf(OpenAI.Responses)
    for (const key of ['embeddings', 'files', 'images', 'audio', 'realtime', 'models', 'batches'] as const) {
      expect(client[key]).toBe(raw[key])
    }
    expect(client.chat.completions.messages).toBe(raw.chat.completions.messages)
    expect(client.responses.inputItems).toBe(raw.responses.inputItems)
  })

  test('has methods of the same names and lengths', () => {
    const shapes = (owner: object, names: readonly string[]): readonly unknown[] =>
      names.map((name) => Reflect.get(owner, name) as Function).map(({ name, length }) => [name, length])
    const all = (client: OpenAI): readonly unknown[] => [
      shapes(client.chat.completions, ['create', 'parse', 'stream', 'runTools']),
      shapes(client.responses, ['create', 'parse', 'stream']),
      shapes(client, ['post', 'withOptions']),
    ]
    expect(all(wrapOpenAI(connect(), startRecording()))).toEqual(all(connect()))
  })

  test('has streams whose methods and iterators look the same', async () => {
    const shapeOf = async (client: OpenAI): Promise<readonly unknown[]> => {
      const stream = await client.chat.completions.create({ ...ask, stream: true })
      const { iterator } = stream as unknown as { readonly iterator: () => AsyncIterator<unknown> }
      const shape = [iterator.name, iterator.length, Object.prototype.toString.call(stream[Symbol.asyncIterator]())]
      stream.controller.abort()
      return shape
    }
    expect(await shapeOf(wrapOpenAI(connect(), startRecording()))).toEqual(await shapeOf(connect()))
  })

  test('reads and writes the fields of the client', () => {
    const raw = connect()
    const client = wrapOpenAI(raw, startRecording())
    client.timeout = 1_234
    expect(raw.timeout).toBe(1_234)
    raw.baseURL = 'http://127.0.0.1:9/v1'
    expect(client.baseURL).toBe('http://127.0.0.1:9/v1')
  })

  test('is the same when wrapped twice, and unwraps', async () => {
    const raw = connect()
    const recording = startRecording()
    const client = wrapOpenAI(raw, recording)
    expect(wrapOpenAI(client)).toBe(client)
    expect(unwrap(client)).toBe(raw)
    expect(unwrap(client.chat.completions)).toBe(raw.chat.completions)
    await raw.chat.completions.create(ask)
    expect(await recording.generations()).toEqual([])
  })

  test('can be frozen, and made of a frozen one', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(Object.freeze(connect()), recording)
    await client.chat.completions.create(frozen(ask))
    await Object.freeze(wrapOpenAI(connect(), recording)).chat.completions.create(ask)
    expect((await recording.generations()).length).toBeGreaterThanOrEqual(1)
  })

  test('can be spied on, before and after it was wrapped', async () => {
    const recording = startRecording()
    const raw = connect()
    const client = wrapOpenAI(raw, recording)
    await client.chat.completions.create(ask)
    const inner = vi.spyOn(raw.chat.completions, 'create')
    const outer = vi.spyOn(client.chat.completions, 'create')
    await client.chat.completions.create(ask)
    expect([inner.mock.calls, outer.mock.calls]).toEqual([[[ask]], [[ask]]])
    inner.mockResolvedValue({ choices: [{ message: { content: 'mocked' } }] } as never)
    expect(await client.chat.completions.create(ask)).toEqual({ choices: [{ message: { content: 'mocked' } }] })
    inner.mockRestore()
    const statuses = (await recording.generations()).map(({ status }) => status)
    expect(statuses).toEqual(['ok', 'ok', 'ok'])
  })

  test('gives children that are wrapped, with the same labels', async () => {
    const recording = startRecording()
    const child = wrapOpenAI(connect(), { ...recording, tags: ['a'] })
      .withOptions({ timeout: 9 })
      .withOptions({})
    await child.withOptions({ timeout: 1_000 }).chat.completions.create(ask)
    expect(await onlyGeneration(recording)).toMatchObject({ tags: ['a'], status: 'ok' })
  })

  test('with a wrapped fetch inside records once', async () => {
    const recording = startRecording()
    const client = wrapOpenAI(connect({ fetch: wrapFetch(fetch, recording) }), recording)
    await client.chat.completions.create(ask)
    await Array.fromAsync(await client.chat.completions.create({ ...ask, stream: true }))
    await (await client.chat.completions.create(ask).asResponse()).text()
    const sources = (await recording.generations()).map(({ source }) => source.adapter)
    expect(sources).toEqual(['openai', 'openai', 'openai'])
  })

  test('with capture switched off is called straight through', async () => {
    const recording = startRecording({ enabled: false })
    await wrapOpenAI(connect(), recording).chat.completions.create(ask)
    expect(await recording.generations()).toEqual([])
  })
})

describe('other clients of the package', () => {
  test('Azure: the path of the deployment, and the provider', async () => {
    const recording = startRecording()
    const options = { apiKey: 'key', apiVersion: '2026-01-01', endpoint: new URL(server.url).origin }
    const client = wrapOpenAI(new AzureOpenAI({ ...options, deployment: 'mine' }), recording)
    await client.chat.completions.create(ask)
    expect(client).toBeInstanceOf(AzureOpenAI)
    expect(client.withOptions({ timeout: 5 })).toMatchObject({ deploymentName: 'mine', timeout: 5 })
    expect(server.asked.at(-1)?.path).toBe('/openai/deployments/mine/chat/completions?api-version=2026-01-01')
    expect(await onlyGeneration(recording)).toMatchObject({ model: { requested: 'demo' }, status: 'ok' })
    const azure = new AzureOpenAI({ apiKey: 'key', apiVersion: '2026-01-01', endpoint: 'https://x.openai.azure.com' })
    const calling = wrapOpenAI(
      azure.withOptions({ fetch: () => Promise.reject(new Error('no')), maxRetries: 0 }),
      recording,
    )
    await calling.chat.completions.create(ask).catch(() => {})
    expect((await recording.generations())[1]?.model.provider).toBe('azure')
  })

  test.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://openrouter.ai/api/v1', 'openrouter.ai'],
    ['http://localhost:11434/v1', 'localhost'],
  ])('the provider at %s is %s', async (baseURL, provider) => {
    const recording = startRecording()
    const nowhere = (): Promise<Response> => Promise.reject(new Error('no network'))
    const client = wrapOpenAI(connect({ baseURL, fetch: nowhere }), recording)
    await client.chat.completions.create(ask).catch(() => {})
    expect((await onlyGeneration(recording)).model).toEqual({ provider, requested: 'demo' })
  })

  test('a subclass with private fields', async () => {
    class Mine extends OpenAI {
      readonly #secret = 'private'
      get secret(): string {
        return this.#secret
      }
      tell(): string {
        return this.#secret
      }
    }
    const recording = startRecording()
    const client = wrapOpenAI(new Mine({ baseURL: server.url, apiKey: 'key' }), recording)
    expect([client.secret, client.tell(), client instanceof Mine]).toEqual(['private', 'private', true])
    expect(client.withOptions({})).toBeInstanceOf(Mine)
    await client.chat.completions.create(ask)
    expect((await onlyGeneration(recording)).status).toBe('ok')
  })
})

describe('what is no client', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['the id of a model', 'gpt-5'],
    ['an object of another kind', {}],
    ['the class', OpenAI],
    ['a client of another package', { chat() {}, messages: {} }],
  ])('%s is refused', (_, value) => {
    expect(() => wrapOpenAI(value as OpenAI)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  })

  test('the class is told from its instances', () => {
    expect(() => wrapOpenAI(OpenAI as never)).toThrow(/the class OpenAI.*an instance, such as wrapOpenAI\(new OpenAI/s)
  })

  test('options without a recorder in recorder are refused', () => {
    expect(() => wrapOpenAI(connect(), { recorder: './.finetap' as never })).toThrow(
      expect.objectContaining({ code: 'bad_option' }),
    )
  })
})
