import { Anthropic } from '@anthropic-ai/sdk'
import { OpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { chat, chunk, QUESTION, STREAM, TEXT, WHOLE } from './support/answers.ts'
import { startStubServer, type Answer, type StubServer } from './support/server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStubServer()
})
afterAll(() => server.close())

const messages = [QUESTION]

/** What a client of OpenAI gives the app of an answer, and what is recorded. */
async function played(answer: Answer) {
  const recording = startRecording()
  server.answer(answer)
  const client = new OpenAI({
    apiKey: 'key',
    baseURL: `${server.url}/v1`,
    maxRetries: 0,
    fetch: wrapFetch(fetch, recording),
  })
  let text = ''
  let error: unknown
  try {
    const stream = await client.chat.completions.create({ model: 'demo', messages, stream: true })
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  } catch (thrown) {
    error = thrown
  }
  const generation = await onlyGeneration(recording)
  return { text, error, generation, recorded: generation.response.messages.map(textOf).join('') }
}

describe('a last event without its blank line, which clients read', () => {
  test.each(['', '\n', '\r\n'])('is recorded, when it is whole (behind it: %j)', async (end) => {
    const body = chunk('Hello ') + chunk('you', 'stop').trimEnd() + end
    const { text, recorded, generation } = await played({ ...STREAM, body })
    expect([text, recorded, generation.status]).toEqual(['Hello you', 'Hello you', 'ok'])
  })
  test('may be [DONE]', async () => {
    const { text, recorded, generation } = await played({ ...STREAM, body: `${chunk('Hello')}data: [DONE]` })
    expect([text, recorded, generation.status]).toEqual(['Hello', 'Hello', 'ok'])
  })
})

describe('a stream that is called JSON', () => {
  test.each([false, true])('is recorded as the stream that it is (byte by byte: %s)', async (isBytewise) => {
    for (const start of ['', '\n', '\uFEFF']) {
      const answer = { type: 'application/json', body: start + String(STREAM.body), isBytewise }
      const { text, recorded, generation } = await played(answer)
      expect([text, recorded, generation.status]).toEqual([TEXT, TEXT, 'ok'])
    }
  })
  test.each(['application/json', 'text/plain', undefined])(
    'or an answer that is called %s is read as it is',
    async (type) => {
      const recording = startRecording()
      server.answer({ body: ` \n${String(WHOLE.body)}`, isBytewise: true, ...(type !== undefined && { type }) })
      const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
      await Array.fromAsync(response.body ?? [])
      const generation = await onlyGeneration(recording)
      expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['ok', [TEXT]])
    },
  )
  test('or that brings no bytes, as in tests of an app, reaches it', async () => {
    const recording = startRecording()
    const body: ReadableStream = ReadableStream.from(['text'])
    const own = new Response(body, { headers: { 'content-type': 'application/json' } })
    const send: typeof fetch = async () => own
    const response = await wrapFetch(send, recording)(...chat(server.url, true))
    expect(await Array.fromAsync(response.body ?? [])).toEqual(['text'])
    expect(recording.recorder.stats().active).toBe(0)
  })
  test('and that nobody reads on is abandoned with what had come', async () => {
    const recording = startRecording({ idleMs: 30 })
    server.answer({ type: 'application/json', body: chunk('Hello'), isOpen: true })
    const response = await wrapFetch(fetch, recording)(...chat(server.url, true))
    await response.body?.getReader().read()
    await expect.poll(() => recording.recorder.stats().active).toBe(0)
    const generation = await onlyGeneration(recording)
    expect([generation.status, generation.response.messages.map(textOf)]).toEqual(['abandoned', ['Hello']])
  })
})

describe('an event that is called an error', () => {
  const bodies = [
    { message: 'busy', type: 'server_error', code: 'x' },
    { error: { message: 'busy' } },
    { error: 'busy' },
  ]
  test.each(bodies)('is one, as for the client: %j', async (sent) => {
    const body = `${chunk('Hello')}event: error\ndata: ${JSON.stringify(sent)}\n\n`
    const { error, recorded, generation } = await played({ ...STREAM, body })
    expect(error).toBeInstanceOf(Error)
    expect(generation).toMatchObject({ status: 'error', error: { message: 'busy' } })
    expect(recorded).toBe('Hello')
  })
  test('may be of Anthropic, without its wrapper', async () => {
    const recording = startRecording()
    const body = 'event: error\ndata: {"type":"overloaded_error","message":"busy"}\n\n'
    server.answer({ ...STREAM, body })
    const client = new Anthropic({
      apiKey: 'key',
      baseURL: server.url,
      maxRetries: 0,
      fetch: wrapFetch(fetch, recording),
    })
    const stream = await client.messages.create({ model: 'demo', max_tokens: 9, messages, stream: true })
    await expect(Array.fromAsync(stream)).rejects.toThrow('busy')
    const { status, error } = await onlyGeneration(recording)
    expect([status, error]).toMatchObject(['error', { name: 'overloaded_error', message: 'busy' }])
  })
})
