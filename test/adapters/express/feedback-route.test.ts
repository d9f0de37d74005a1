import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import type { FeedbackOptions } from '../../../src/adapters/chat-route/feedback/options.ts'
import { rememberHandedOut } from '../../../src/adapters/chat-route/handed-out.ts'
import { feedbackRoute } from '../../../src/adapters/express/feedback-route.ts'
import { timeOrderedId } from '../../../src/core/id.ts'
import { startRecording, type Recording } from '../../support/recording.ts'
import { serveFeedback, versions, type App, type FeedbackServer } from './feedback-server.ts'

let server: FeedbackServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A served route whose recorder has handed out `id`. */
async function start(options: FeedbackOptions<express.Request> = {}, mount?: (app: App) => void, make = express) {
  const recording = startRecording()
  const id = timeOrderedId()
  rememberHandedOut(recording.recorder, id)
  const all = { recorder: recording.recorder, ...options }
  server = await serveFeedback(all, mount ?? ((app) => void app.use('/feedback', feedbackRoute(all))), make)
  return { ...recording, id, post: server.post, server }
}

const said = async ({ events }: Recording) => (await events()).filter((event) => event.type === 'feedback')
const refused = (code: string) => ({ error: { code, message: expect.stringMatching(/^[^<>]+\. Fix: [^<>]+$/) } })

describe.for(versions)('%s', ([, make]) => {
  test.for<[string, (app: App, recorder: Recording['recorder']) => unknown]>([
    ['as a post route', (app, recorder) => app.post('/feedback', feedbackRoute({ recorder }))],
    ['under use', (app, recorder) => app.use('/feedback', feedbackRoute({ recorder }))],
    ['behind express.json()', (app, recorder) => app.use(make.json()).use('/feedback', feedbackRoute({ recorder }))],
    ['behind express.text()', (app, recorder) => app.use(make.text({ type: '*/*' }), feedbackRoute({ recorder }))],
    ['behind express.raw()', (app, recorder) => app.use(make.raw({ type: '*/*' }), feedbackRoute({ recorder }))],
    [
      'behind a parser of forms',
      (app, recorder) => app.use(make.urlencoded({ extended: false }), feedbackRoute({ recorder })),
    ],
  ])('takes feedback %s', async ([, mount]) => {
    const recording = startRecording()
    const id = timeOrderedId()
    rememberHandedOut(recording.recorder, id)
    server = await serveFeedback({}, (app) => void mount(app, recording.recorder), make)
    const answer = await server.post({ id, thumb: 'down', comment: 'Wrong price – 5 €', correction: 'It costs 7 €.' })
    const [feedback] = await said(recording)
    expect(answer).toMatchObject({ status: 201, body: { id: feedback?.id } })
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(feedback).toMatchObject({
      target: { generationId: id },
      kind: 'thumb',
      value: 'down',
      comment: 'Wrong price – 5 €',
      correction: 'It costs 7 €.',
    })
  })
})

test.for(['turnId', 'generationId'])('takes the id that a page was given as %s', async (name) => {
  const { id, post, ...recording } = await start()
  expect((await post({ [name]: id, score: 0.25 })).status).toBe(201)
  expect(await said({ ...recording })).toMatchObject([{ target: { [name]: id }, kind: 'score', value: 0.25 }])
})

test('keeps a score beside a thumb, and the thumb counts', async () => {
  const { id, post, ...recording } = await start({ user: (request) => request.get('x-user') })
  const answer = await post({ id, thumb: 'up', score: 4, comment: 'Good' }, { 'x-user': 'u1' })
  const [first, second] = await said(recording)
  expect(first).toMatchObject({ kind: 'score', value: 4, by: 'u1' })
  expect(second).toMatchObject({ kind: 'thumb', value: 'up', comment: 'Good', by: 'u1' })
  expect(answer.body).toEqual({ id: second?.id })
})

test('empty fields of a form say nothing, and unknown fields are nobody’s business', async () => {
  const { id, post, ...recording } = await start()
  const form = { id, thumb: 'up', comment: ' ', correction: '', score: null, rating: '<b>5</b>' }
  expect((await post(form)).status).toBe(201)
  const [feedback] = await said(recording)
  expect(Object.keys(feedback ?? {}).sort()).toEqual(['at', 'id', 'kind', 'target', 'type', 'v', 'value'])
})

test('keys in a comment are masked before they are written', async () => {
  const { id, post, ...recording } = await start()
  await post({ id, comment: 'my key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH', thumb: 'up' })
  await post({ id, correction: 'use sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH' })
  expect(JSON.stringify(await said(recording))).not.toContain('sk-proj-abc')
})

test.for<[string, unknown]>([
  ['no JSON', '{"id": '],
  ['an empty body', ''],
  ['invalid UTF-8', Buffer.from('{"id":"x","comment":"\xff"}', 'latin1')],
  ['a list', []],
  ['a text', '"<script>"'],
  ['null', 'null'],
  ['no id', { thumb: 'up' }],
  ['an id that is a number', { id: 5, thumb: 'up' }],
  ['an empty id', { id: '', thumb: 'up' }],
  ['an id of 201 characters', { id: 'x'.repeat(201), thumb: 'up' }],
  ['two ids', { id: 'x', messageId: 'y', thumb: 'up' }],
  ['nothing said', { id: 'x' }],
  ['blanks only', { id: 'x', comment: ' \n', correction: '' }],
  ['a thumb sideways', { id: 'x', thumb: '<script>alert(1)</script>' }],
  ['a score that is a text', { id: 'x', score: '5' }],
  ['a score that is not finite', '{"id":"x","score":1e999}'],
  ['a comment that is an object', { id: 'x', comment: {} }],
  ['a comment of 2,001 characters', { id: 'x', comment: 'x'.repeat(2_001) }],
  ['a correction of 20,001 characters', { id: 'x', correction: 'x'.repeat(20_001) }],
])('refuses %s with 400', async ([, body]) => {
  const { post, ...recording } = await start()
  expect(await post(body)).toMatchObject({ status: 400, body: refused('bad_feedback') })
  expect(await said(recording)).toEqual([])
})

test.for([
  [undefined, { 'content-type': 'text/plain' }],
  [undefined, { 'content-type': 'application/x-www-form-urlencoded' }],
  [undefined, { 'content-type': '' }],
  [undefined, { 'content-encoding': 'gzip' }],
] as const)('refuses what is not said to be plain JSON: %o', async ([, headers]) => {
  const { id, post } = await start()
  expect(await post({ id, thumb: 'up' }, headers)).toMatchObject({ status: 415, body: refused('not_json') })
})

test('takes gzip where express.json() has unpacked it', async () => {
  const { recorder, id } = await start()
  await server?.close()
  const mount = (app: App) => void app.use(express.json(), feedbackRoute({ recorder }))
  server = await serveFeedback({}, mount)
  const packed = new Uint8Array(
    await new Response(
      new Response(JSON.stringify({ id, thumb: 'up' })).body?.pipeThrough(new CompressionStream('gzip')),
    ).arrayBuffer(),
  )
  expect((await server.post(packed, { 'content-encoding': 'gzip' })).status).toBe(201)
})

test('says which method to use', async () => {
  const { post } = await start()
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
    expect(await post({}, {}, method)).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  }
  expect((await post({}, {}, 'HEAD')).status).toBe(405)
})

test('an unknown id is 404', async () => {
  const { post } = await start()
  for (const name of ['id', 'generationId', 'responseId', 'messageId']) {
    expect(await post({ [name]: timeOrderedId(), thumb: 'up' })).toMatchObject({
      status: 404,
      body: refused('unknown_answer'),
    })
  }
})

test('is 503 while the recorder is off', async () => {
  const { id, post, recorder } = await start()
  recorder.enabled = false
  expect(await post({ id, thumb: 'up' })).toMatchObject({ status: 503, body: refused('recording_off') })
  recorder.enabled = true
  expect((await post({ id, thumb: 'up' })).status).toBe(201)
})

const head = (length: string) =>
  `POST /feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n\r\n`

/** A connection of the test's own that has sent the head of a request. */
function dial(port: number, length: string): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  socket.write(head(length))
  return socket
}

function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  setFlagsFromString('--no-expose-gc')
  return process.memoryUsage().arrayBuffers
}

describe('large bodies', () => {
  test('50 MB are 413, are kept nowhere, and the connection goes on', async () => {
    const { id, server: served } = await start()
    const socket = dial(served.port, 'Transfer-Encoding: chunked')
    const piece = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 0x20), Buffer.from('\r\n')])
    const first = once(socket, 'data')
    const before = bytesHeld()
    for (let sent = 0; sent < 50; sent += 1) if (!socket.write(piece)) await once(socket, 'drain')
    expect(String(await first)).toMatch(/^HTTP\/1.1 413 /)
    await expect.poll(() => bytesHeld() - before, { timeout: 5_000 }).toBeLessThan(5 * 1_024 * 1_024)
    const body = JSON.stringify({ id, thumb: 'up' })
    socket.write(`0\r\n\r\n${head(`Content-Length: ${body.length}`)}${body}`)
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 201 /)
    socket.destroy()
  })

  test('a length that is stated is refused before a byte of it is sent', async () => {
    const { server: served } = await start()
    const socket = dial(served.port, 'Content-Length: 99999999')
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 413 /)
    socket.destroy()
  })

  test('the limit is a setting', async () => {
    const { id, post } = await start({ largestBytes: 100 })
    expect((await post({ id, thumb: 'up' })).status).toBe(201)
    expect(await post({ id, comment: 'x'.repeat(100) })).toMatchObject({ status: 413, body: refused('too_large') })
  })
})

test('a client that leaves in the middle of its body is no feedback, and troubles nobody', async () => {
  const recording = startRecording()
  const troubles: unknown[] = []
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  server = await serveFeedback({}, (app) => {
    app.use((request, response, next) => {
      response.once('close', resolve)
      request.once('data', () => socket.destroy())
      feedbackRoute({ recorder: recording.recorder })(request, response, (error) => troubles.push(error) && next(error))
    })
  })
  const socket = dial(server.port, 'Content-Length: 900')
  socket.write('{"id":"')
  await closed
  expect(troubles).toEqual([])
  expect(await said(recording)).toEqual([])
})

test('what the app’s own functions throw is the app’s', async () => {
  const { id, post } = await start({
    user() {
      throw Object.assign(new Error('no session'), { status: 401 })
    },
  })
  expect((await post({ id, thumb: 'up' })).status).toBe(401)
})
