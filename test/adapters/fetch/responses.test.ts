import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { chat, STREAM, TEXT, WHOLE } from './support/answers.ts'
import { startStubServer, type StubServer } from './support/server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStubServer()
})
afterAll(() => server.close())

/** What an app does with a response, and what it comes to. */
type Use = (response: Response) => unknown

async function all(body: ReadableStream<Uint8Array> | null): Promise<string> {
  return Buffer.concat(await Array.fromAsync(body ?? [])).toString()
}

async function byob(response: Response): Promise<string> {
  const reader = response.body?.getReader({ mode: 'byob' })
  const pieces: Uint8Array[] = []
  for (;;) {
    const result = await reader?.read(new Uint8Array(7))
    if (result?.value !== undefined) pieces.push(result.value)
    if (result?.done !== false) return Buffer.concat(pieces).toString()
  }
}

async function twice(first: Use, second: Use, response: Response): Promise<unknown> {
  await first(response)
  return second(response)
}

/** Ways to read the whole body once. */
const READERS: { readonly [way: string]: Use } = {
  'text()': (response) => response.text(),
  'arrayBuffer()': async (response) => Buffer.from(await response.arrayBuffer()).toString(),
  'bytes()': async (response) => Buffer.from(await response.bytes()).toString(),
  'blob()': async (response) => {
    const blob = await response.blob()
    return [blob.type, await blob.text()]
  },
  body: (response) => all(response.body),
  'body, with buffers of the reader': byob,
  'tee() of the body': async (response) => Promise.all((response.body?.tee() ?? []).map(all)),
  'pipeThrough of the body': (response) =>
    all((response.body?.pipeThrough(new TransformStream()) as ReadableStream<Uint8Array>) ?? null),
  'a response made of the body': (response) => new Response(response.body, response).text(),
  'text() of a clone': (response) => response.clone().text(),
  'text() of it and of a clone': async (response) => Promise.all([response.clone(), response].map((one) => one.text())),
  'the body of it and of a clone': async (response) =>
    Promise.all([response.clone(), response].map((one) => all(one.body))),
  'a clone, made after a look at the body': async (response) => {
    const { body } = response
    const copy = response.clone()
    return [body === null, await copy.text(), await response.text()]
  },
  'text(), after a look at the body': async (response) => [response.body?.locked, await response.text()],
}

/** Everything else that an app could tell. */
const USES: { readonly [use: string]: Use } = {
  'its fields': ({ status, statusText, ok, url, redirected, type, bodyUsed, headers }) => {
    return [{ status, statusText, ok, url, redirected, type, bodyUsed }, [...headers]]
  },
  'its class and keys': (response) => [
    response instanceof Response,
    Object.getPrototypeOf(response) === Response.prototype,
    Object.prototype.toString.call(response),
    Object.keys(response),
    Object.getOwnPropertyNames(Object.getPrototypeOf(response)),
  ],
  'its headers are fixed': (response) => response.headers.set('x', 'y'),
  'methods by name': (response) => ['json', 'text', 'clone'].map((name) => Reflect.get(response, name).name as string),
  'methods called on nothing': (response) => Reflect.apply(response.text, undefined, []),
  'the body is one object': (response) => [response.body === response.body, response.body instanceof ReadableStream],
  'reading twice': (response) =>
    twice(
      (one) => one.text(),
      (one) => one.text(),
      response,
    ),
  'reading twice at once': (response) => Promise.allSettled([response.text(), response.json()]).then(([, two]) => two),
  'json() twice': (response) =>
    twice(
      (one) => one.json().catch(() => {}),
      (one) => one.json(),
      response,
    ),
  'text() behind the body': (response) =>
    twice(
      (one) => all(one.body),
      (one) => one.text(),
      response,
    ),
  'the body behind text()': (response) =>
    twice(
      (one) => one.text(),
      (one) => all(one.body),
      response,
    ),
  'text() of a locked body': (response) =>
    twice(
      (one) => one.body?.getReader(),
      (one) => one.text(),
      response,
    ),
  'clone() of a locked body': (response) =>
    twice(
      (one) => one.body?.getReader(),
      (one) => one.clone(),
      response,
    ),
  'clone() behind text()': (response) =>
    twice(
      (one) => one.text(),
      (one) => one.clone(),
      response,
    ),
  'a lock that is given back': (response) =>
    twice(
      (one) => one.body?.getReader().releaseLock(),
      (one) => one.text(),
      response,
    ),
  'bodyUsed, before, while and behind': async (response) => {
    const before = response.bodyUsed
    const reading = response.text()
    const between = [response.bodyUsed, response.body?.locked]
    await reading
    return [before, between, response.bodyUsed]
  },
  'a body that was looked at, behind text()': async (response) => {
    const before = response.body?.locked
    await response.text()
    return [before, response.body?.locked, response.body?.getReader()]
  },
  'bodyUsed of a body that is read': async (response) => {
    const reader = response.body?.getReader()
    const before = response.bodyUsed
    await reader?.read()
    return [before, response.bodyUsed]
  },
  'bodyUsed behind cancel': async (response) => {
    await response.body?.cancel()
    return response.bodyUsed
  },
  'a body that was cancelled': (response) =>
    twice(
      (one) => one.body?.cancel(),
      (one) => all(one.body),
      response,
    ),
  'text() behind cancel': (response) =>
    twice(
      (one) => one.body?.cancel(),
      (one) => one.text(),
      response,
    ),
  'formData()': (response) => response.formData(),
}

async function outcomeOf(use: Use, response: Response): Promise<unknown> {
  try {
    return { value: await use(response) }
  } catch (error) {
    const { name, message, constructor } = error as Error
    return { name, message, constructor }
  }
}

const ANSWERS = { whole: WHOLE, stream: STREAM }

describe.each(['whole', 'stream'] as const)('%s', (kind) => {
  async function both(use: Use) {
    server.answer(ANSWERS[kind])
    const recording = startRecording()
    const raw = await outcomeOf(use, await fetch(...chat(server.url, kind === 'stream')))
    const wrapped = await outcomeOf(use, await wrapFetch(fetch, recording)(...chat(server.url, kind === 'stream')))
    return { raw, wrapped, recording }
  }

  test.each(Object.entries(READERS))('%s gives the same bytes, and the record the answer', async (_, use) => {
    const { raw, wrapped, recording } = await both(use)
    expect(wrapped).toEqual(raw)
    const { response, status, stream } = await onlyGeneration(recording)
    expect([response.messages.map(textOf), status, stream]).toEqual([[TEXT], 'ok', kind === 'stream'])
    expect(recording.recorder.stats().active).toBe(0)
  })

  test.each(Object.entries(USES))('an app sees the same of %s', async (_, use) => {
    const { raw, wrapped, recording } = await both(use)
    expect(wrapped).toEqual(raw)
    expect(recording.errors).toEqual([])
  })
})

test('json() gives the value, and the record the answer', async () => {
  server.answer(WHOLE)
  const recording = startRecording()
  const response = await wrapFetch(fetch, recording)(...chat(server.url))
  const value: unknown = await response.json()
  expect(value).toEqual(JSON.parse(String(WHOLE.body)))
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', model: { responded: 'demo-2026' } })
})

test('the response is the very object that the fetch gave, also of a class of its own', async () => {
  class OwnResponse extends Response {
    readonly #secret = 'kept'
    get secret(): string {
      return this.#secret
    }
  }
  const own = new OwnResponse(String(WHOLE.body), { headers: { 'content-type': 'application/json' } })
  const recording = startRecording()
  const response = await wrapFetch(async () => own, recording)(...(chat(server.url) as unknown as []))
  expect(response).toBe(own)
  expect(response.secret).toBe('kept')
  await response.json()
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
})

test('a body that is a stream of Node, as other packages have it, is followed as the app walks through it', async () => {
  const body = Readable.from(
    Buffer.from(String(STREAM.body))
      .toString('latin1')
      .match(/[^]{1,9}/g) ?? [],
  ).map((piece: string) => Buffer.from(piece, 'latin1'))
  const own = { ok: true, status: 200, headers: new Headers({ 'content-type': 'text/event-stream' }), body }
  const recording = startRecording()
  const response = await wrapFetch(async () => own, recording)(...(chat(server.url, true) as unknown as []))
  expect(response.body).toBe(body)
  expect(Buffer.concat(await response.body.toArray()).toString()).toBe(STREAM.body)
  const generation = await onlyGeneration(recording)
  expect([generation.response.messages.map(textOf), generation.status]).toEqual([[TEXT], 'ok'])
})

test('compressed answers are recorded as the app reads them', async () => {
  server.answer({ ...WHOLE, body: gzipSync(String(WHOLE.body)), headers: { 'content-encoding': 'gzip' } })
  const recording = startRecording()
  const response = await wrapFetch(fetch, recording)(...chat(server.url))
  expect(await response.text()).toBe(WHOLE.body)
  expect((await onlyGeneration(recording)).response.messages.map(textOf)).toEqual([TEXT])
})

test('the address behind a redirect is kept', async () => {
  server.answer({ status: 307, headers: { location: '/v1/moved' } }, WHOLE)
  const response = await wrapFetch(fetch, startRecording())(...chat(server.url))
  expect([response.url, response.redirected, response.type]).toEqual([`${server.url}/v1/moved`, true, 'basic'])
})

test.each([204, 205])('status %i has no body, and ends the call', async (status) => {
  server.answer({ status })
  const recording = startRecording()
  const response = await wrapFetch(fetch, recording)(...chat(server.url))
  expect([response.body, await response.text()]).toEqual([null, ''])
  expect(await onlyGeneration(recording)).toMatchObject({ status: 'error' })
})
