import OpenAI from 'openai'
import OpenAI6 from 'openai6'
import { afterEach, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import type { Generation } from '../../../src/core/generation.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { errorFields } from './support/error-fields.ts'
import { chunk, sse, streamed } from './support/replies.ts'
import { gate, startStub, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
afterEach(() => server.close())

const ask = { model: 'demo', messages: [{ role: 'user' as const, content: 'Hi' }] }
const asStream = { ...ask, stream: true as const }
const SSE = { 'content-type': 'text/event-stream' }
const words = sse(chunk({ content: 'Hello ' }), chunk({ content: 'you ' }), chunk({ content: 'there' }))

async function connect(reply: Reply): Promise<OpenAI> {
  server = await startStub(() => reply)
  return new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' })
}

/** The version before, which the tests talk to by the types of this one. */
async function connect6(reply: Reply): Promise<OpenAI> {
  server = await startStub(() => reply)
  return new OpenAI6({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' }) as unknown as OpenAI
}

/** Plays with a raw client and with a wrapped one, and says that it makes no difference. */
async function record<Seen>(reply: Reply, play: (client: OpenAI) => Promise<Seen>, open = connect) {
  const seen = await play(await open(reply))
  await server.close()
  const recording = startRecording()
  expect(await play(wrapOpenAI(await open(reply), recording))).toEqual(seen)
  return { seen, generation: await onlyGeneration(recording) }
}

/** Reads a stream to its end, and does something behind the first piece. */
async function readAll(
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  behindFirst: () => void,
): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  try {
    for await (const { choices } of stream) if (seen.push(choices[0]?.delta.content) === 1) behindFirst()
  } catch (error) {
    seen.push(errorFields(error))
  }
  return seen
}

function textOf({ response }: Generation): string | undefined {
  return response.messages[0]?.parts.map((part) => (part.type === 'text' ? part.text : part.type)).join()
}

describe.each([
  { version: 7, open: connect, expected: ['Hello '] },
  { version: 6, open: connect6, expected: ['Hello ', 'you ', 'there'] },
])('what openai $version still hands out behind an abort is recorded', ({ open, expected }) => {
  test.each([
    ['controller', undefined],
    ['controller, with a reason', new Error('why')],
  ])('of the %s', async (_, reason) => {
    const play = async (client: OpenAI): Promise<readonly unknown[]> => {
      const stream = await client.chat.completions.create(asStream)
      return readAll(stream, () => stream.controller.abort(reason))
    }
    const { seen, generation } = await record({ headers: SSE, pieces: [words, gate().opened] }, play, open)
    expect(seen.slice(0, expected.length)).toEqual(expected)
    expect([generation.status, textOf(generation)]).toEqual(['aborted', expected.join('')])
  })

  test('of the app’s own signal', async () => {
    const play = async (client: OpenAI): Promise<readonly unknown[]> => {
      const controller = new AbortController()
      const stream = await client.chat.completions.create(asStream, { signal: controller.signal })
      return readAll(stream, () => controller.abort())
    }
    const { seen, generation } = await record({ headers: SSE, pieces: [words, gate().opened] }, play, open)
    expect(seen).toEqual(expected)
    expect([generation.status, textOf(generation)]).toEqual(['aborted', expected.join('')])
  })

  test('and half a line behind that is no error of the answer', async () => {
    const half = sse(chunk({ content: 'never' })).slice(0, 30)
    const play = async (client: OpenAI): Promise<readonly unknown[]> => {
      const stream = await client.chat.completions.create(asStream)
      return readAll(stream, () => stream.controller.abort())
    }
    const { generation } = await record({ headers: SSE, pieces: [words + half, gate().opened] }, play, open)
    expect([generation.status, textOf(generation)]).toEqual(['aborted', expected.join('')])
  })
})

test('an abort by which the client cleans up behind an error leaves it an error', async () => {
  const broken = 'data: {"id":\n\n'
  const { generation } = await record({ headers: SSE, pieces: [words, broken, gate().opened] }, async (client) => {
    const stream = await client.chat.completions.create(asStream)
    return [await readAll(stream, () => {}), stream.controller.signal.aborted]
  })
  expect([generation.status, textOf(generation)]).toEqual(['error', 'Hello you there'])
})

describe('options that are a promise', () => {
  test('an abort by their signal is an abort', async () => {
    const { generation } = await record({ pieces: [gate().opened] }, async (client) => {
      const controller = new AbortController()
      const options = Promise.resolve({ signal: controller.signal })
      const calling = client.chat.completions.create(ask, options as never)
      setImmediate(() => controller.abort())
      return errorFields(await calling.then(null, (error: unknown) => error))
    })
    expect(generation.status).toBe('aborted')
  })

  test('an abort of the stream too', async () => {
    const { generation } = await record(streamed('Hello ', gate().opened), async (client) => {
      const controller = new AbortController()
      const options = Promise.resolve({ signal: controller.signal })
      const stream = await client.chat.completions.create(asStream, options as never)
      return readAll(stream, () => controller.abort())
    })
    expect([generation.status, textOf(generation)]).toEqual(['aborted', 'Hello '])
  })
})

describe('a time limit', () => {
  async function recordLimited(options: () => object): Promise<Generation> {
    const { generation } = await record({ pieces: [gate().opened] }, async (client) => {
      const calling = client.chat.completions.create(ask, options())
      return errorFields(await calling.then(null, (error: unknown) => error))
    })
    return generation
  }

  test('of the client is an error', async () => {
    const generation = await recordLimited(() => ({ timeout: 30 }))
    expect(generation).toMatchObject({ status: 'error', error: { message: 'Request timed out.' } })
  })

  test('of the app’s signal is an abort', async () => {
    expect((await recordLimited(() => ({ signal: AbortSignal.timeout(30) }))).status).toBe('aborted')
    expect((await recordLimited(() => Promise.resolve({ signal: AbortSignal.timeout(30) }))).status).toBe('aborted')
  })
})
