import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { feedbackRoute } from '../../../src/adapters/express/feedback-route.ts'
import { feedbackHandler } from '../../../src/adapters/web/feedback-handler.ts'
import { setDefaultRecorder } from '../../../src/default-recorder.ts'
import { memoryStore } from '../../../src/storage/memory.ts'
import { startRecording } from '../../support/recording.ts'
import { startHandler } from '../chat-route/feedback/asking.ts'

const json = { 'content-type': 'application/json' }
const post = (body: NonNullable<RequestInit['body']>) =>
  new Request('http://app.example/feedback', { method: 'POST', body, headers: json, duplex: 'half' })

test('takes feedback, and says who gave it', async () => {
  const { ask, id, judgements } = startHandler({ user: (request) => request.headers.get('x-user') ?? undefined })
  const answer = await ask('POST', { id, thumb: 'down', comment: 'Too long' }, { 'x-user': 'u1' })
  const [feedback] = await judgements()
  expect([answer.status, await answer.json()]).toEqual([201, { id: feedback?.id }])
  expect(feedback).toMatchObject({
    kind: 'thumb',
    value: 'down',
    comment: 'Too long',
    by: 'u1',
    target: { generationId: id },
  })
})

test('works as a handler of Hono', async () => {
  const { handler, id, judgements } = startHandler()
  const app = new Hono().post('/feedback', (context) => handler(context.req.raw))
  expect((await app.request(post(JSON.stringify({ id, score: 1 })))).status).toBe(201)
  expect(await judgements()).toMatchObject([{ kind: 'score', value: 1 }])
})

test('reads no further than the limit', async () => {
  const { handler } = startHandler()
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16_384))
    },
  })
  expect((await handler(post(endless))).status).toBe(413)
  expect(pulled).toBeLessThan(10)
})

test.for<[string, () => Request]>([
  [
    'a body that breaks off',
    () => post(new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })),
  ],
  ['invalid UTF-8', () => post(Buffer.from('{"id":"x","comment":"\xff"}', 'latin1'))],
  ['no body', () => new Request('http://app.example/feedback', { method: 'POST', headers: json })],
])('%s is 400', async ([, request]) => {
  const answer = await startHandler().handler(request())
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { code: 'bad_feedback' } })
})

test('a body that somebody has read is 400, and the fix says what to do', async () => {
  const { handler, id } = startHandler()
  const request = post(JSON.stringify({ id, thumb: 'up' }))
  await request.json()
  const answer = await handler(request)
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('mount the feedback route before'),
  ])
})

test('a host that stops when it has answered is told of the write', async () => {
  const store = memoryStore()
  const waiting: Promise<void>[] = []
  const { thumb } = startHandler({ waitUntil: (written) => waiting.push(written) }, startRecording({ store }))
  await thumb()
  expect(waiting).toHaveLength(1)
  await waiting[0]
  expect(await Array.fromAsync(store.read())).toMatchObject([{ type: 'feedback' }])
})

test('a waitUntil of the recorder is told of judgements as of calls', async () => {
  const waiting: Promise<void>[] = []
  const { recorder } = startRecording({ waitUntil: (written) => waiting.push(written) })
  recorder.feedback({ turnId: 't1' }, { thumb: 'up' })
  await Promise.all(waiting)
  expect(waiting).toHaveLength(1)
  expect(recorder.stats().queued.count).toBe(0)
})

test('the recorder of the process is the default, also when it is set later', async () => {
  const { recorder, events } = startRecording()
  const handler = feedbackHandler({ known: () => true })
  setDefaultRecorder(recorder)
  expect((await handler(post('{"id":"x","thumb":"up"}'))).status).toBe(201)
  expect(await events()).toMatchObject([{ target: { generationId: 'x' } }])
})

test.for<[string, object]>([
  ['a recorder in place of options', startRecording().recorder],
  ['an option of recorders', { store: './x' }],
  ['a limit that nobody could keep', { limit: { count: 0.5 } }],
  ['a body of no size', { largestBytes: -1 }],
  ['a length that is no number', { longestComment: Number.NaN }],
  ['a user that is no function', { user: 'u1' }],
  ['origins that are no list', { origins: 'https://app.example' }],
])('refuses %s', ([, options]) => {
  for (const make of [feedbackHandler, feedbackRoute]) {
    expect(() => make(options)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  }
})
