import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { textOf } from '../../../src/core/message.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { chat, chunk, STREAM, TEXT, WHOLE } from './support/answers.ts'

/** A response as packages have it whose bodies are streams of Node. */
class NodeResponse {
  readonly ok = true
  readonly status = 200
  readonly headers: Headers
  readonly #body: Readable
  constructor(body: Readable, type: string) {
    this.#body = body
    this.headers = new Headers({ 'content-type': type })
  }
  get body(): Readable {
    return this.#body
  }
  buffer(): Promise<Buffer> {
    return buffer(this.#body)
  }
}

function bytesOf(whole: string): readonly Buffer[] {
  const bytes = Buffer.from(whole)
  return Array.from({ length: Math.ceil(bytes.length / 9) }, (_, index) => bytes.subarray(index * 9, index * 9 + 9))
}

/** What an app gets of a response, and what is recorded. */
async function received(own: NodeResponse, isStream: boolean, idleMs = 60_000) {
  const recording = startRecording({ idleMs })
  const send = wrapFetch(async () => own, recording)
  return { recording, response: await send(...(chat('http://x', isStream) as unknown as [])) }
}

async function onData(body: Readable): Promise<string> {
  const pieces: Buffer[] = []
  body.on('data', (bytes: Buffer) => pieces.push(bytes))
  await once(body, 'end')
  return Buffer.concat(pieces).toString()
}

async function onReadable(body: Readable): Promise<string> {
  const pieces: unknown[] = []
  body.on('readable', () => {
    for (let bytes: unknown = body.read(); bytes !== null; bytes = body.read()) pieces.push(bytes)
  })
  await once(body, 'end')
  return Buffer.concat(pieces as Buffer[]).toString()
}

const WAYS: { readonly [way: string]: (body: Readable) => Promise<string> } = {
  'on data': onData,
  'on readable': onReadable,
  'pipe()': (body) => text(body.pipe(new PassThrough())),
  'for await': text,
  'setEncoding()': (body) => text(body.setEncoding('utf8')),
  'toArray()': async (body) => Buffer.concat((await body.toArray()) as Buffer[]).toString(),
  'toWeb()': (body) => text(Readable.toWeb(body)),
}

test.each(Object.entries(WAYS))('a body that is read by %s is recorded as the app reads it', async (_, read) => {
  const own = new NodeResponse(Readable.from(bytesOf(String(STREAM.body)), { objectMode: false }), 'text/event-stream')
  const { response, recording } = await received(own, true)
  expect(await read(response.body)).toBe(STREAM.body)
  const { status, response: recorded } = await onlyGeneration(recording)
  expect([status, recorded.messages.map(textOf)]).toEqual(['ok', [TEXT]])
})

test.each([false, true])('buffer() is one of the readers (behind a look at the body: %s)', async (looks) => {
  const own = new NodeResponse(Readable.from(bytesOf(String(WHOLE.body)), { objectMode: false }), 'application/json')
  const { response, recording } = await received(own, false)
  expect(looks ? response.body : own.body).toBe(own.body)
  expect((await response.buffer()).toString()).toBe(WHOLE.body)
  const { status, response: recorded } = await onlyGeneration(recording)
  expect([status, recorded.messages.map(textOf)]).toEqual(['ok', [TEXT]])
})

const LEAVES: { readonly [status: string]: (body: Readable) => void } = {
  aborted: (body) => body.destroy(),
  error: (body) => body.destroy(new Error('the connection broke')),
  abandoned: (body) => body.pause(),
}

test.each(Object.entries(LEAVES))('a body that is left is %s, with what was read', async (status, leave) => {
  const source = new PassThrough()
  const { response, recording } = await received(new NodeResponse(source, 'text/event-stream'), true, 40)
  const { body } = response
  body.on('error', () => {})
  source.write(chunk('Hello'))
  await new Promise<void>((resolve) => body.on('data', () => resolve()))
  leave(body)
  await expect.poll(() => recording.recorder.stats().active).toBe(0)
  const generation = await onlyGeneration(recording)
  expect([generation.status, generation.response.messages.map(textOf)]).toEqual([status, ['Hello']])
})

test('a slow body that flows is waited for', async () => {
  const source = new PassThrough()
  const { response, recording } = await received(new NodeResponse(source, 'text/event-stream'), true, 20)
  const reading = onData(response.body)
  for (const piece of [chunk('Hello '), chunk('you', 'stop')]) {
    await new Promise((resolve) => setTimeout(resolve, 80))
    source.write(piece)
  }
  source.end('data: [DONE]\n\n')
  await reading
  expect((await onlyGeneration(recording)).status).toBe('ok')
})

test('an error that nobody listens for is thrown as before', () => {
  const body = new PassThrough()
  return received(new NodeResponse(body, 'text/event-stream'), true).then(({ response }) => {
    expect(() => response.body.emit('error', new Error('unheard'))).toThrow('unheard')
  })
})
