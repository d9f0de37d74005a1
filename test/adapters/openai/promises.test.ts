import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { startRecording } from '../../support/recording.ts'
import { errorFields } from './support/error-fields.ts'
import { answerChat, cutOff, streamed } from './support/replies.ts'
import { gate, startStub, type Asked, type Reply, type StubServer } from './support/stub-server.ts'

let server: StubServer
beforeAll(async () => {
  server = await startStub(answer)
})
afterAll(() => server.close())

function answer(asked: Asked): Reply {
  if (asked.body['model'] === 'broken') return { pieces: ['{"id":"chatcmpl-1","choi'] }
  if (asked.body['model'] === 'short') return cutOff('{"ok":')
  if (asked.body['model'] === 'held') return streamed('a', gate().opened)
  return asked.body['model'] === 'long' ? streamed('a', 'b', 'c') : answerChat(asked)
}

const messages = [{ role: 'user' as const, content: 'Hi' }]
const ask = { model: 'demo', messages }
const asStream = { ...ask, stream: true as const }
const asJson = { ...ask, response_format: { type: 'json_object' as const } }

/** Odd ways to use what `create` and `parse` return, and the status of each record. */
const plays: {
  readonly [call: string]: { readonly play: (client: OpenAI) => Promise<unknown>; readonly statuses: readonly string[] }
} = {
  'awaited twice': {
    async play(client) {
      const promise = client.chat.completions.create(ask)
      return (await promise) === (await promise)
    },
    statuses: ['ok'],
  },
  'then, catch and finally': {
    async play(client) {
      const seen: string[] = []
      const promise = client.chat.completions.create(ask)
      await promise.then(({ id }) => seen.push(id)).catch(() => seen.push('caught'))
      await promise.finally(() => seen.push('finally'))
      return seen
    },
    statuses: ['ok'],
  },
  'a stream and its response at once': {
    async play(client) {
      const promise = client.chat.completions.create(asStream)
      const [stream, response] = await Promise.all([promise, promise.asResponse()])
      return [await Array.fromAsync(stream), response.status, response.bodyUsed]
    },
    statuses: ['ok'],
  },
  'the response, and then the answer': {
    async play(client) {
      const promise = client.chat.completions.create(ask)
      const response = await promise.asResponse()
      return [response.bodyUsed, await promise, response.bodyUsed, (await promise.asResponse()) === response]
    },
    statuses: ['ok'],
  },
  'the response, and then the stream': {
    async play(client) {
      const promise = client.chat.completions.create(asStream)
      const response = await promise.asResponse()
      return [response.headers.get('content-type'), await Array.fromAsync(await promise)]
    },
    statuses: ['ok'],
  },
  'the answer, and then the response': {
    async play(client) {
      const promise = client.chat.completions.create(ask)
      await promise
      const response = await promise.asResponse()
      return [response.bodyUsed, await response.text().catch(errorFields)]
    },
    statuses: ['ok'],
  },
  'the response of .parse()': {
    play: async (client) => (await client.chat.completions.parse(asJson).asResponse()).json(),
    statuses: ['ok'],
  },
  '.parse() with its response': {
    async play(client) {
      const { data, response } = await client.chat.completions.parse(asJson).withResponse()
      return [data, response.status]
    },
    statuses: ['ok'],
  },
  '.parse() of half a body': {
    play: (client) => client.chat.completions.parse({ ...asJson, model: 'broken' }).then(String, errorFields),
    statuses: ['error'],
  },
  '.parse() of an answer that was cut off, which only its parser minds': {
    play: (client) => client.chat.completions.parse({ ...asJson, model: 'short' }).then(String, errorFields),
    statuses: ['ok'],
  },
  'a body that is cancelled': {
    async play(client) {
      const { body } = await client.chat.completions.create({ ...asStream, model: 'held' }).asResponse()
      const reader = body?.getReader()
      const first = await reader?.read()
      await reader?.cancel()
      return first
    },
    statuses: ['aborted'],
  },
  'a stream that two walk at once': {
    async play(client) {
      const stream = await client.chat.completions.create({ ...asStream, model: 'long' })
      const iterator = stream[Symbol.asyncIterator]()
      const first = await iterator.next()
      const refused = await Array.fromAsync(stream).catch(errorFields)
      return [first, refused, await Array.fromAsync({ [Symbol.asyncIterator]: () => iterator })]
    },
    statuses: ['ok'],
  },
  'a stream by post': {
    async play(client) {
      const stream = await client.post('/chat/completions', { body: asStream, stream: true })
      return Array.fromAsync(stream as AsyncIterable<unknown>)
    },
    statuses: ['ok'],
  },
  'a post to elsewhere': {
    play: (client) => client.post('/tokenize', { body: ask }).then(String, errorFields),
    statuses: [],
  },
}

describe('what create returns may be used as with the raw client', () => {
  test.each(Object.entries(plays))('%s', async (_, { play, statuses }) => {
    const raw = new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0, logLevel: 'off' })
    const recording = startRecording()
    const expected = await play(raw)
    expect(await play(wrapOpenAI(raw, recording))).toEqual(expected)
    expect((await recording.generations()).map(({ status }) => status)).toEqual(statuses)
    expect(recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
  })
})

test('what the app’s parser minds is no failure that the next call would retry', async () => {
  const recording = startRecording()
  const client = wrapOpenAI(new OpenAI({ baseURL: server.url, apiKey: 'key', logLevel: 'off' }), recording)
  await withContext({ conversationId: 'c1' }, async () => {
    await client.chat.completions.parse({ ...asJson, model: 'short' }).catch(() => {})
    await client.chat.completions.parse({ ...asJson, model: 'short' }).catch(() => {})
  })
  expect((await recording.generations()).map(({ attempt }) => attempt)).toEqual([0, 0])
})

test('what create returns has the fields of the raw client’s, and no others', async () => {
  const raw = new OpenAI({ baseURL: server.url, apiKey: 'key', logLevel: 'off' })
  const promises = [raw, wrapOpenAI(raw, startRecording())].map((client) => client.chat.completions.create(ask))
  const [expected, seen] = promises.map((promise) => Object.getOwnPropertyDescriptors(promise))
  await Promise.all(promises)
  expect(Object.keys(seen ?? {})).toEqual(Object.keys(expected ?? {}))
  expect(Object.values(seen ?? {}).map(({ enumerable }) => enumerable)).toEqual(
    Object.values(expected ?? {}).map(({ enumerable }) => enumerable),
  )
})

test('switched off, nothing looks at what is asked', async () => {
  const raw = new OpenAI({ baseURL: server.url, apiKey: 'key', logLevel: 'off' })
  const recording = startRecording()
  recording.recorder.enabled = false
  const reads = await Promise.all([raw, wrapOpenAI(raw, recording)].map((client) => readsOf(client)))
  expect(reads[1]).toEqual(reads[0])
  recording.recorder.enabled = true
  expect(await readsOf(wrapOpenAI(raw, recording))).not.toEqual(reads[0])
})

/** The fields of a request and of its options that are looked at until it is answered. */
async function readsOf(client: OpenAI): Promise<readonly PropertyKey[]> {
  const reads: PropertyKey[] = []
  function watched<Watched extends object>(value: Watched): Watched {
    return new Proxy(value, {
      get(target, property) {
        reads.push(property)
        return Reflect.get(target, property)
      },
    })
  }
  await client.chat.completions.create(watched(ask), watched({ timeout: 10_000 }))
  return reads
}
