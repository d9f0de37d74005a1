import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { chat, QUESTION, WHOLE } from './support/answers.ts'
import { startStubServer, type StubServer } from './support/server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStubServer()
})
afterAll(() => server.close())

describe('the wrapped fetch', () => {
  test('is the global one, where none is given, and stays the one that it was made of', async () => {
    const recording = startRecording()
    const wrapped = wrapFetch(undefined, recording)
    expect(unwrap(wrapped)).toBe(globalThis.fetch)
    vi.stubGlobal('fetch', wrapped)
    server.answer(WHOLE)
    await (await fetch(...chat(server.url))).json()
    vi.unstubAllGlobals()
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })

  test('has the properties of the fetch, and takes new ones for it', async () => {
    const own = Object.assign((async () => new Response()) as typeof fetch, {
      Response: class extends Response {},
      preconnect: () => 'p',
    })
    const wrapped = wrapFetch(own, startRecording())
    expect(['Response' in wrapped, wrapped.Response, wrapped.preconnect()]).toEqual([true, own.Response, 'p'])
    expect([wrapped.name, wrapped.length, typeof wrapped]).toEqual([own.name, own.length, 'function'])
    Object.assign(wrapped, { added: 1 })
    expect(own).toHaveProperty('added', 1)
  })

  test('is wrapped once, however often', () => {
    const wrapped = wrapFetch(fetch, startRecording())
    expect(wrapFetch(wrapped, startRecording())).toBe(wrapped)
    expect(unwrap(wrapped)).toBe(fetch)
  })

  test('captures however it is called', async () => {
    const recording = startRecording()
    server.answer(WHOLE)
    const wrapped = wrapFetch(fetch, recording)
    const [url, init] = chat(server.url)
    const calls = [
      wrapped.call(undefined, url, init),
      wrapped.apply(globalThis, [url, init]),
      wrapped.bind(undefined)(url, init),
      { fetch: wrapped }.fetch(url, init),
      Reflect.apply(wrapped, undefined, [url, init]),
    ]
    for (const response of await Promise.all(calls)) await response.json()
    expect(await recording.generations()).toHaveLength(calls.length)
  })

  test.each(['https://example.com', {}, null])('is refused for %j', (value) => {
    expect(() => wrapFetch(value as unknown as typeof fetch)).toThrow('wrapFetch was given')
  })

  test('refuses options that hold no recorder', () => {
    expect(() => wrapFetch(fetch, { recorder: './logs' } as never)).toThrow('wrapFetch was given options')
  })

  test('passes everything while capture is off', async () => {
    const recording = startRecording()
    recording.recorder.enabled = false
    const own = new Response(String(WHOLE.body))
    const answer = Promise.resolve(own)
    const send: typeof fetch = () => answer
    expect(wrapFetch(send, recording)(...chat(server.url))).toBe(answer)
    expect(Object.getOwnPropertyNames(own)).toEqual([])
  })
})

/** Arguments of fetch, and what the recorder makes of them. */
type Arguments = (url: string) => Parameters<typeof fetch>

const BODY = JSON.stringify({ model: 'demo', messages: [QUESTION] })
const BYTES = new TextEncoder().encode(`..${BODY}..`)

const CAPTURED: { readonly [form: string]: Arguments } = {
  'text at an URL object': (url) => [new URL(`${url}/v1/chat/completions`), { method: 'POST', body: BODY }],
  'a prefix, a query and a slash': (url) => [
    `${url}/openai/deployments/x/chat/completions/?api-version=1#top`,
    { method: 'post', body: BODY },
  ],
  bytes: (url) => [`${url}/v1/chat/completions`, { method: 'POST', body: new TextEncoder().encode(BODY) }],
  'a view of bytes': (url) => [`${url}/v1/chat/completions`, { method: 'POST', body: BYTES.subarray(2, -2) }],
  'a buffer': (url) => [`${url}/v1/chat/completions`, { method: 'POST', body: new TextEncoder().encode(BODY).buffer }],
  'a Request with a body beside it': (url) => [
    new Request(`${url}/v1/chat/completions`, { method: 'POST' }),
    { body: BODY },
  ],
}

const PASSED: { readonly [form: string]: Arguments } = {
  'another method': (url) => [`${url}/v1/chat/completions`, { method: 'PUT', body: BODY }],
  'no method': (url) => [`${url}/v1/chat/completions`],
  'another path': (url) => [`${url}/v1/chat/completions/batch`, { method: 'POST', body: BODY }],
  embeddings: (url) => [`${url}/v1/embeddings`, { method: 'POST', body: BODY }],
  'JSON of an app': (url) => [`${url}/api/chat`, { method: 'POST', body: '{"text":"hello"}' }],
  'messages of a browser': (url) => [
    `${url}/api/chat`,
    { method: 'POST', body: '{"id":"1","messages":[{"role":"user","parts":[]}],"model":"demo"}' },
  ],
  'answers to a form': (url) => [`${url}/api/forms/1/responses`, { method: 'POST', body: '{"answers":[1,2]}' }],
  'text that is no JSON': (url) => [`${url}/v1/messages`, { method: 'POST', body: 'hello' }],
  'a form': (url) => [`${url}/v1/messages`, { method: 'POST', body: new URLSearchParams({ messages: '[]' }) }],
  'a form with files': (url) => [`${url}/v1/messages`, { method: 'POST', body: new FormData() }],
  'a blob': (url) => [`${url}/v1/chat/completions`, { method: 'POST', body: new Blob([BODY]) }],
  'a Request that holds its body': (url) => [new Request(`${url}/v1/chat/completions`, { method: 'POST', body: BODY })],
  'a stream of bytes': (url) => [
    `${url}/v1/chat/completions`,
    { method: 'POST', body: new Blob([BODY]).stream(), duplex: 'half' },
  ],
}

test.each(Object.entries(CAPTURED))('%s is captured', async (_, args) => {
  const recording = startRecording()
  server.answer(WHOLE)
  const before = server.bodies.length
  await (await wrapFetch(fetch, recording)(...args(server.url))).json()
  expect(server.bodies.slice(before)).toEqual([BODY])
  expect(await onlyGeneration(recording)).toMatchObject({
    source: { adapter: 'fetch', framework: 'openai-chat' },
    model: { provider: '127.0.0.1', requested: 'demo', responded: 'demo-2026' },
    request: { messages: [{ role: 'user', parts: [{ type: 'text', text: QUESTION.content }] }] },
    status: 'ok',
  })
})

test.each(Object.entries(PASSED))('%s passes untouched', async (_, args) => {
  const recording = startRecording()
  const seen: unknown[][] = []
  const answer = Promise.resolve(new Response('x'))
  const own: typeof fetch = (...given) => {
    seen.push(given)
    return answer
  }
  const values = args(server.url)
  expect(wrapFetch(own, recording)(...values)).toBe(answer)
  expect(seen).toEqual([values])
  for (const [index, value] of values.entries()) expect(seen[0]?.[index]).toBe(value)
  expect(Object.getOwnPropertyNames(await answer)).toEqual([])
  expect(recording.recorder.stats()).toMatchObject({ active: 0, captured: 0, unsampled: 0, dropped: {} })
})

test('a form and a stream reach the server as they are, and their answers the app', async () => {
  const send = wrapFetch(fetch, startRecording())
  server.answer({ type: 'application/octet-stream', body: Uint8Array.from({ length: 256 }, (_, index) => index) })
  const body = new Blob(['a'.repeat(5_000)]).stream()
  const response = await send(`${server.url}/v1/messages`, { method: 'POST', body, duplex: 'half' })
  expect(server.bodies.at(-1)).toBe('a'.repeat(5_000))
  expect([...(await response.bytes())]).toEqual(Array.from({ length: 256 }, (_, index) => index))
})

test('what fetch refuses is refused as before, and recorded where it was a call', async () => {
  const recording = startRecording()
  const send = wrapFetch(fetch, recording)
  await expect(send('no url', { method: 'POST' })).rejects.toThrow('Failed to parse URL')
  await expect(send('/v1/chat/completions', { method: 'POST', body: BODY })).rejects.toThrow('Failed to parse URL')
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { name: 'TypeError' } })
})

test('what a fetch gives keeps its kind: a promise of a class of its own, or none', async () => {
  class OwnPromise<Value> extends Promise<Value> {}
  const make = (): Response => new Response(String(WHOLE.body), { headers: { 'content-type': 'application/json' } })
  const recording = startRecording()
  const promised = wrapFetch(() => OwnPromise.resolve(make()), recording)(...(chat('http://x') as unknown as []))
  expect(promised).toBeInstanceOf(OwnPromise)
  await (await promised).json()
  const own = make()
  const atOnce = wrapFetch((() => own) as unknown as typeof fetch, recording)(...chat('http://x'))
  expect(atOnce).toBe(own)
  await own.json()
  expect((await recording.generations()).map(({ status }) => status)).toEqual(['ok', 'ok'])
})

test('what stands in for a response in tests of an app is followed too', async () => {
  const value: unknown = JSON.parse(String(WHOLE.body))
  const recording = startRecording()
  const own = { ok: true, status: 200, json: async () => value }
  const response = await wrapFetch((async () => own) as unknown as typeof fetch, recording)(...chat('http://x'))
  expect([response, Object.keys(response), 'body' in response]).toEqual([own, ['ok', 'status', 'json'], false])
  expect(await response.json()).toBe(value)
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', model: { responded: 'demo-2026' } })
})

test('arguments that throw are left to fetch', async () => {
  const init = {
    method: 'POST',
    get body(): string {
      throw new Error('a getter of the app threw')
    },
  }
  const recording = startRecording()
  await expect(wrapFetch(fetch, recording)(`${server.url}/v1/messages`, init)).rejects.toThrow('a getter of the app')
  expect(recording.errors).toEqual([])
})

test('neither credentials nor addresses are recorded, and labels are', async () => {
  server.answer(WHOLE)
  const recording = startRecording()
  const [, init] = chat(server.url)
  const send = wrapFetch(fetch, { ...recording, userId: 'u1', tags: ['a'] })
  await (await send(`${server.url}/secret-path/v1/chat/completions?key=secret-key`, init)).json()
  const generation = await onlyGeneration(recording)
  expect(generation).toMatchObject({ userId: 'u1', tags: ['a'] })
  expect(JSON.stringify(generation)).not.toMatch(/secret/)
})
