import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import { chat, chunk, STREAM, TEXT, WHOLE } from './support/answers.ts'
import { startStubServer, type Answer, type StubServer } from './support/server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStubServer()
})
afterAll(() => server.close())

type Use = (response: Response) => unknown

/** What the app sees raw and wrapped, and what is recorded. */
async function played(answer: Answer, use: Use, isStream = false) {
  const recording = startRecording()
  const seen: unknown[] = []
  for (const send of [fetch, wrapFetch(fetch, recording)]) {
    server.answer(answer)
    const response = await send(...chat(server.url, isStream))
    seen.push(await Promise.resolve(use(response)).catch(told))
  }
  const [raw, wrapped] = seen
  expect(wrapped).toEqual(raw)
  return { seen: wrapped, generation: await onlyGeneration(recording) }
}

const readJson: Use = (response) => response.json()
const readText: Use = (response) => response.text()
const readBody: Use = async (response) => Buffer.concat(await Array.fromAsync(response.body ?? [])).toString()

describe('a status that says no', () => {
  const bodies = [
    [
      { error: { message: 'no such model', type: 'invalid_request_error', code: 'model_not_found' } },
      'model_not_found',
    ],
    [{ type: 'error', error: { type: 'not_found_error', message: 'no such model' } }, 'not_found_error'],
    [{ error: 'no such model' }, undefined],
    [{ object: 'error', message: 'no such model', code: 404 }, undefined],
    [{ detail: 'no such model' }, undefined],
    [[{ error: { code: 404, message: 'no such model', status: 'NOT_FOUND' } }], undefined],
  ] as const
  test.each(bodies)('is an error with the provider’s message, read as the app reads it: %j', async (body, code) => {
    const answer = { status: 404, type: 'application/json', body: JSON.stringify(body) }
    for (const use of [readJson, readText, readBody]) {
      const { generation } = await played(answer, use)
      expect(generation).toMatchObject({ status: 'error', response: { messages: [] } })
      expect(generation.error).toEqual({
        name: 'RefusedError',
        message: 'no such model',
        status: 404,
        phase: 'request',
        ...(code && { code }),
      })
    }
  })

  test('with a page or nothing in place of JSON keeps the status alone', async () => {
    for (const body of ['<html>secret page</html>', '']) {
      for (const use of [readJson, readText, readBody]) {
        const { generation } = await played({ status: 502, type: 'text/html', body }, use)
        expect(generation.error).toMatchObject({ message: 'HTTP 502 Bad Gateway', status: 502 })
      }
    }
  })

  test('ends the call also when the app cancels the body, or its reading fails', async () => {
    const cancel: Use = (response) => response.body?.cancel()
    const { generation } = await played({ status: 500, body: '{"error":"x"}' }, cancel)
    expect(generation).toMatchObject({ status: 'error', error: { status: 500 } })
    const broken = await played(
      { status: 500, body: '{"err', headers: { 'content-length': '99' }, isBroken: true },
      readText,
    )
    expect(broken.generation).toMatchObject({ status: 'error', error: { status: 500 } })
  })

  test('ends the call also when the app never reads the body', async () => {
    server.answer({ status: 503, body: '{"error":"busy"}' })
    const recording = startRecording({ idleMs: 30 })
    const response = await wrapFetch(fetch, recording)(...chat(server.url))
    await ended(recording)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { status: 503 } })
    expect(await response.json()).toEqual({ error: 'busy' })
  })

  test('is followed by an attempt of the same turn, although nobody read why', async () => {
    server.answer({ status: 429, body: '{}' }, { status: 429, body: '{}' }, WHOLE)
    const recording = startRecording({ idleMs: 30 })
    await recording.recorder.withContext({ conversationId: 'c' }, async () => {
      const send = wrapFetch(fetch, recording)
      while (!(await send(...chat(server.url)).then((response) => response.ok && response.json())));
    })
    await ended(recording)
    const generations = (await recording.generations()).toSorted((a, b) => a.attempt - b.attempt)
    expect(generations.map(({ attempt, status }) => [attempt, status])).toEqual([
      [0, 'error'],
      [1, 'error'],
      [2, 'ok'],
    ])
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(1)
  })
})

describe('an answer that is none', () => {
  const PAGE = { type: 'text/html', body: '<html>Please log in</html>' }
  test.each([false, true])('a page (streamed: %s)', async (isStream) => {
    for (const use of [readJson, readText, readBody]) {
      const { generation } = await played(PAGE, use, isStream)
      expect(generation).toMatchObject({
        status: 'error',
        error: { message: expect.stringContaining('html') as string },
      })
    }
  })
  test.each(['', WHOLE.body?.slice(0, 60) ?? ''])('nothing, or half of one: %j', async (body) => {
    for (const use of [readJson, readText, readBody]) {
      expect((await played({ ...WHOLE, body }, use)).generation.status).toBe('error')
    }
  })
  test('a stream without an event', async () => {
    for (const body of ['', ': ping\n\n']) {
      expect((await played({ ...STREAM, body }, readBody, true)).generation).toMatchObject({
        status: 'error',
        error: { message: 'the answer is empty' },
        response: { messages: [] },
      })
    }
  })
})

describe('a stream', () => {
  test('that stops in the middle of a line is interrupted, with the text before it', async () => {
    const body = chunk('Hello') + chunk(' world').slice(0, 40)
    for (const use of [readText, readBody]) {
      const { generation } = await played({ ...STREAM, body }, use, true)
      expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['interrupted', ['Hello']])
    }
  })
  test('with a line that is no JSON is an error, unless it came to its end all the same', async () => {
    const broken = `${chunk('Hello')}data: {"choices":\n\n`
    const { generation } = await played({ ...STREAM, body: broken }, readBody, true)
    expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['error', ['Hello']])
    const whole = `data: keep-alive\n\n${STREAM.body as string}`
    expect((await played({ ...STREAM, body: whole }, readBody, true)).generation).toMatchObject({ status: 'ok' })
  })
  test('whose connection breaks is an error, with the text before it', async () => {
    const { generation } = await played({ ...STREAM, body: chunk('Hello'), isBroken: true }, readBody, true)
    expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['error', ['Hello']])
  })
  test('that is left behind its end is whole, though the connection stays open', async () => {
    const recording = startRecording()
    server.answer({ ...STREAM, isOpen: true })
    const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
    let seen = ''
    for await (const bytes of response.body ?? []) {
      seen += Buffer.from(bytes).toString()
      if (seen.includes('[DONE]')) break
    }
    const generation = await onlyGeneration(recording)
    expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['ok', [TEXT]])
  })
  test('that nobody reads on behind its end has ended, though nobody said so', async () => {
    const recording = startRecording()
    server.answer({ ...STREAM, isOpen: true })
    const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
    const reader = response.body?.getReader()
    let seen = ''
    while (!seen.includes('[DONE]')) seen += Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })
  test('of which a clone is left is followed by who reads on', async () => {
    const recording = startRecording()
    server.answer(STREAM)
    const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
    const clone = response.clone()
    void clone.body?.cancel()
    await readBody(response)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })
  test.each([false, true])('that a signal ends is aborted, with what was read (also cloned: %s)', async (isCloned) => {
    const recording = startRecording()
    server.answer({ ...STREAM, body: chunk('Hello'), isOpen: true })
    const controller = new AbortController()
    const [url, init] = chat(server.url, true)
    const response = await wrapFetch(fetch, recording)(url, { ...init, signal: controller.signal })
    if (isCloned) response.clone()
    const reader = response.body?.getReader()
    await reader?.read()
    const next = reader?.read()
    controller.abort()
    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
    const generation = await onlyGeneration(recording)
    expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['aborted', ['Hello']])
  })
})

test('a server that is asked for a stream and answers at once is read as it answers', async () => {
  const { generation } = await played(WHOLE, readJson, true)
  expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['ok', [TEXT]])
  expect((await played(WHOLE, readBody, true)).generation.status).toBe('ok')
})

test('an answer that grows without end is dropped, and the app reads on', async () => {
  const recording = startRecording()
  server.answer({ ...STREAM, body: `data: ${'x'.repeat(17 * 1_024 * 1_024)}` })
  const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
  expect(await readBody(response)).toHaveLength(17 * 1_024 * 1_024 + 6)
  expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: { too_large: 1 } })
})

/** An error as an app tells it from others. */
function told({ name, message, constructor }: Error): object {
  return { name, message, constructor }
}

async function ended({ recorder }: Recording): Promise<void> {
  for (let left = 300; recorder.stats().active > 0 && left > 0; left -= 1) await setTimeout(10)
  expect(recorder.stats().active).toBe(0)
}
