import { afterAll, beforeAll, expect, test } from 'vitest'
import OpenAI from 'openai'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { startDemoModel, type DemoModel } from '../../../src/demo/index.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { MODEL } from './support.ts'

let demo: DemoModel
beforeAll(async () => void (demo = await startDemoModel()))
afterAll(() => demo.close())

const ask = (client: OpenAI, content: string) =>
  client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content }] })

const client = (fetch: typeof globalThis.fetch) => new OpenAI({ baseURL: `${demo.url}/v1`, apiKey: 'none', fetch })

/** Who asked what, by the records. */
async function asked(recording: Recording): Promise<readonly (readonly [string | undefined, string])[]> {
  const generations = await recording.generations()
  return generations.map(({ userId, request }) => [userId, request.messages.map(textOf).join()])
}

/** A fetch that sends one request at a time: the next one is sent by whoever ends the one before. */
function oneAtATime(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const waiting: (() => void)[] = []
  let isBusy = false
  return async (...values) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const send = (): void => {
      isBusy = true
      fetch(...values)
        .then(resolve, reject)
        .finally(() => {
          isBusy = false
          waiting.shift()?.()
        })
    }
    if (isBusy) waiting.push(send)
    else send()
    return promise
  }
}

test('a request that waited in a queue is no part of the call that ended before it', async () => {
  const recording = startRecording()
  const { recorder } = recording
  const queued = oneAtATime(wrapFetch(fetch, { recorder }))
  const [wrapped, plain] = [wrapOpenAI(client(queued), { recorder }), client(queued)]
  await Promise.all([
    recorder.withContext({ userId: 'first' }, () => ask(wrapped, 'How much is the postage?')),
    recorder.withContext({ userId: 'second' }, () => ask(plain, 'Which coffee is the mildest?')),
  ])
  const found = await asked(recording)
  expect(found).toHaveLength(2)
  expect(found).toContainEqual(['first', 'How much is the postage?'])
  expect(found.map(([, question]) => question)).toContain('Which coffee is the mildest?')
})

test('a request that waited in a queue is part of its own call, in whose frame it is not sent', async () => {
  const recording = startRecording()
  const { recorder } = recording
  const queued = oneAtATime(wrapFetch(fetch, { recorder }))
  const [one, other] = [wrapOpenAI(client(queued), { recorder }), wrapOpenAI(client(queued), { recorder })]
  await Promise.all([
    recorder.withContext({ userId: 'first' }, () => ask(one, 'How much is the postage?')),
    recorder.withContext({ userId: 'second' }, () => ask(other, 'Which coffee is the mildest?')),
  ])
  expect(new Set((await asked(recording)).map(String))).toEqual(
    new Set(['first,How much is the postage?', 'second,Which coffee is the mildest?']),
  )
  expect(recorder.stats().captured).toBe(2)
})

test('what checks a question within the call is a call of its own, and its refusal is its own', async () => {
  const recording = startRecording()
  const { recorder } = recording
  const guard = wrapOpenAI(client(fetch), { recorder, consent: false })
  const guarded: typeof globalThis.fetch = async (...values) => {
    await ask(guard, 'Is this a question about coffee?')
    return fetch(...values)
  }
  await ask(wrapOpenAI(client(guarded), { recorder, userId: 'first' }), 'How do I store coffee beans?')
  expect(await asked(recording)).toEqual([['first', 'How do I store coffee beans?']])
  expect(recorder.stats().dropped).toEqual({ no_consent: 1 })
})

test('a refusal of the same question by a door within is that of the call', async () => {
  const recording = startRecording()
  const { recorder } = recording
  const inner = client(wrapFetch(fetch, { recorder, consent: false }))
  await ask(wrapOpenAI(inner, { recorder }), 'How do I store coffee beans?')
  expect(await asked(recording)).toEqual([])
  expect(recorder.stats().dropped).toEqual({ no_consent: 1 })
})
