import defaultClient, { Ollama, type AbortableAsyncIterator } from 'ollama'
import defaultBrowserClient, { Ollama as BrowserOllama } from 'ollama/browser'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { startRecording } from '../../support/recording.ts'
import { both, recordOf, type Client } from './support/both.ts'
import { lines, startReplay, type Replay } from './support/replay.ts'

const message = { role: 'assistant', content: 'Hello' }
const answer = { type: 'application/json', pieces: [JSON.stringify({ model: 'demo', message, done: true })] }
const request = () => ({ model: 'demo', messages: [{ role: 'user', content: 'Hi' }] })
const chat = (client: Client): Promise<unknown> => client.chat(request())

let server: Replay
beforeAll(async () => void (server = await startReplay()))
afterAll(() => server.close())
afterEach(() => vi.restoreAllMocks())

describe('every client', () => {
  class OwnOllama extends Ollama {
    #asked = 0

    protected override processStreamableRequest<Answer extends object>(
      ...values: [string, { stream?: boolean }]
    ): Promise<Answer | AbortableAsyncIterator<Answer>> {
      this.#asked += 1
      return super.processStreamableRequest(...values)
    }

    asked(): number {
      return this.#asked
    }
  }

  test.each([
    ['of ollama', (host: string) => new Ollama({ host })],
    ['of ollama/browser', (host: string) => new BrowserOllama({ host })],
    ['of a subclass with private fields', (host: string) => new OwnOllama({ host })],
    ['with a fetch of the app', (host: string) => new Ollama({ host, fetch: (...values) => fetch(...values) })],
    ['the default one of ollama', (host: string) => at(defaultClient, host)],
    ['the default one of ollama/browser', (host: string) => at(defaultBrowserClient, host)],
  ])('%s is captured, and stays what it is', async (_, make) => {
    const generation = await recordOf(server, answer, chat, make)
    expect(generation).toMatchObject({ status: 'ok', response: { messages: [{ parts: [{ text: 'Hello' }] }] } })
    const raw = make(server.url)
    const wrapped = wrapOllama(raw, startRecording())
    expect(wrapped).toBeInstanceOf(raw.constructor)
    expect(Object.keys(wrapped)).toEqual(Object.keys(raw))
    expect(unwrap(wrapped)).toBe(raw)
  })

  test('a subclass counts in its private fields', async () => {
    server.answer(answer)
    const client = wrapOllama(new OwnOllama({ host: server.url }), startRecording())
    await client.chat(request())
    expect(client.asked()).toBe(1)
  })

  function at<Shared extends Client>(client: Shared, host: string): Shared {
    Object.assign(Reflect.get(client, 'config') as object, { host })
    return client
  }
})

describe('methods', () => {
  test('destructured, chat and generate work', async () => {
    server.answer(answer)
    const recording = startRecording()
    const { chat: ask, generate } = wrapOllama(new Ollama({ host: server.url }), recording)
    await ask(request())
    await generate({ model: 'demo', prompt: 'Hi' })
    expect((await recording.generations()).map(({ operation }) => operation)).toEqual(['chat', 'completion'])
  })

  test('spied on through the wrap: the spy sees the calls, and they are captured', async () => {
    server.answer(answer)
    const recording = startRecording()
    const client = wrapOllama(new Ollama({ host: server.url }), recording)
    const spy = vi.spyOn(client, 'chat')
    await client.chat(request())
    expect(spy).toHaveBeenCalledTimes(1)
    spy.mockRestore()
    await client.chat(request())
    expect(await recording.generations()).toHaveLength(2)
  })

  test('mocked below the wrap: the mock answers, and is captured', async () => {
    const recording = startRecording()
    const raw = new Ollama({ host: server.url })
    const client = wrapOllama(raw, recording)
    vi.spyOn(raw, 'chat').mockImplementation(() => Promise.resolve({ message }) as never)
    expect(await client.chat(request())).toEqual({ message })
    expect((await recording.generations())[0]?.response.messages).toMatchObject([{ parts: [{ text: 'Hello' }] }])
  })

  test('a frozen request: the client’s own error, and a record of what was asked', async () => {
    const generation = await recordOf(server, answer, (client) => client.chat(Object.freeze(request())))
    expect(generation).toMatchObject({
      status: 'error',
      error: { name: 'TypeError' },
      request: { messages: [{ parts: [{ text: 'Hi' }] }] },
    })
  })

  test('the client sets `stream` on the app’s own request, as without finetap', async () => {
    const own = request()
    await recordOf(server, answer, (client) => client.chat(own))
    expect(own).toMatchObject({ stream: false })
  })

  test.each<[string, (client: Client) => Promise<unknown>]>([
    ['list', (client) => client.list()],
    ['show', (client) => client.show({ model: 'demo' })],
    ['embed', (client) => client.embed({ model: 'demo', input: 'Hi' })],
    ['embeddings', (client) => client.embeddings({ model: 'demo', prompt: 'Hi' })],
    ['ps', (client) => client.ps()],
    ['copy', (client) => client.copy({ source: 'a', destination: 'b' })],
    ['delete', (client) => client.delete({ model: 'demo' })],
    ['create', (client) => client.create({ model: 'demo', from: 'base', messages: [{ role: 'user', content: 'Hi' }] })],
    ['pull', (client) => client.pull({ model: 'demo' })],
    ['pull, streamed', async (client) => Array.fromAsync(await client.pull({ model: 'demo', stream: true }))],
    ['push, streamed', async (client) => Array.fromAsync(await client.push({ model: 'demo', stream: true }))],
    ['webSearch without a query', (client) => client.webSearch({ query: '' })],
    ['webFetch without an address', (client) => client.webFetch({ url: '' })],
  ])('%s passes untouched', async (_, run) => {
    const reply = { pieces: lines({ status: 'pulling', completed: 1 }, { status: 'success' }) }
    const { generations, recording } = await both(server, reply, run)
    expect(generations).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ captured: 0, unsampled: 0 })
  })
})

describe('errors of the server', () => {
  test.each([
    ['an unknown model', 404, 'application/json', '{"error":"model \'nobody\' not found"}', "model 'nobody' not found"],
    ['a refusal without JSON', 502, 'text/html', '<h1>Bad gateway</h1>', '<h1>Bad gateway</h1>'],
    ['a refusal with a broken body', 500, 'application/json', '{"err', 'Error 500: Internal Server Error'],
  ])('%s is the client’s ResponseError, also of a stream', async (_, status, type, body, text) => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    for (const run of [chat, (client: Client) => client.chat({ ...request(), stream: true as const })]) {
      const generation = await recordOf(server, { status, type, pieces: [body] }, run)
      expect(generation).toMatchObject({
        status: 'error',
        error: { name: 'ResponseError', status, message: text, phase: 'request' },
      })
    }
  })

  test.each([
    ['a page', '<!doctype html><h1>Welcome</h1>'],
    ['nothing', ''],
    ['half an answer', '{"model":"demo","mess'],
  ])('%s behind status 200 is the client’s SyntaxError', async (_, body) => {
    const generation = await recordOf(server, { type: 'text/html', pieces: [body] }, chat)
    expect(generation).toMatchObject({ status: 'error', error: { name: 'SyntaxError' } })
  })

  test.each([
    ['an error', '{"error":"out of memory"}', 'out of memory'],
    ['a text', '"Hello"', 'the answer is text that begins with "Hello"'],
    ['null', 'null', 'the answer is object'],
    ['an object of another kind', '{"ok":true}', 'the answer is object'],
  ])('%s in place of an answer reaches the app, and is an error in the record', async (_, body, text) => {
    const { seen, generations } = await both(server, { type: 'application/json', pieces: [body] }, chat)
    expect(seen).toEqual({ value: JSON.parse(body) })
    expect(generations).toMatchObject([{ status: 'error', error: { message: text } }])
  })

  test('nobody listens', async () => {
    const generation = await recordOf(server, answer, chat, () => new Ollama({ host: 'http://127.0.0.1:9' }))
    expect(generation).toMatchObject({ status: 'error', error: { name: 'TypeError', message: 'fetch failed' } })
  })
})

test.each<[string, (client: Client) => Promise<unknown>]>([
  ['chat without messages', (client) => client.chat({ model: 'demo' })],
  ['chat with an empty list, to unload', (client) => client.chat({ model: 'demo', messages: [], keep_alive: 0 })],
  ['generate with an empty prompt', (client) => client.generate({ model: 'demo', prompt: '' })],
])('%s only loads the model: counted, and no record', async (_, run) => {
  const reply = { type: 'application/json', pieces: ['{"model":"demo","done":true,"done_reason":"load"}'] }
  const { generations, recording } = await both(server, reply, run)
  expect(generations).toEqual([])
  expect(recording.recorder.stats()).toMatchObject({ unsampled: 1, captured: 0, active: 0 })
})
