import { createHash } from 'node:crypto'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import compression from 'compression'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { onlyGeneration, startRecording } from '../../../support/recording.ts'
import { startStubServer, type Answer, type StubServer } from '../../fetch/support/server.ts'
import {
  ASKED,
  bodyOf,
  chat,
  END,
  event,
  exchangeRaw,
  serve,
  serveByHand,
  serveProxy,
  type ProxyServer,
  open,
} from './support.ts'

const STREAM = `${event('I am well: ')}${event('你好 🎉')}${END}`
const TEXT = 'I am well: 你好 🎉'
const WHOLE = JSON.stringify({
  id: 'chatcmpl-1',
  model: 'demo-2026',
  choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
})
const SSE = 'text/event-stream; charset=utf-8'

const OK = [{ status: 'ok', response: { messages: [{ parts: [{ type: 'text', text: TEXT }] }] } }]
const FAILED = [{ status: 'error' }]

/** What the target answers, and what is recorded of it. */
type Kind = Answer & { readonly record: object[] }
const kinds: { readonly [name: string]: Kind } = {
  'a stream': { type: SSE, body: STREAM, record: OK },
  'a stream, byte by byte': { type: SSE, body: STREAM, isBytewise: true, record: OK },
  'a stream without a type': { body: STREAM, record: OK },
  'a whole answer': { type: 'application/json', body: WHOLE, record: OK },
  'a whole answer with its length': {
    type: 'application/json',
    body: WHOLE,
    headers: { 'content-length': String(Buffer.byteLength(WHOLE)) },
    record: OK,
  },
  'gzip, byte by byte': {
    type: SSE,
    body: gzipSync(STREAM),
    headers: { 'content-encoding': 'gzip' },
    isBytewise: true,
    record: OK,
  },
  deflate: { type: SSE, body: deflateSync(STREAM), headers: { 'content-encoding': 'deflate' }, record: OK },
  brotli: {
    type: 'application/json',
    body: brotliCompressSync(WHOLE),
    headers: { 'content-encoding': 'br' },
    record: OK,
  },
  zstd: { type: SSE, body: zstdCompressSync(STREAM), headers: { 'content-encoding': 'zstd' }, record: OK },
  'bytes that are no gzip': { type: SSE, body: STREAM, headers: { 'content-encoding': 'gzip' }, record: FAILED },
  'a refusal': {
    status: 429,
    type: 'application/json',
    body: '{"error":{"message":"slow down"}}',
    headers: { 'retry-after': '3' },
    record: [{ status: 'error', error: { message: 'slow down', status: 429 } }],
  },
  'a page': { status: 503, type: 'text/html', body: '<h1>Down</h1>', record: FAILED },
  'a redirect': { status: 307, headers: { location: '/elsewhere' }, record: FAILED },
  'invalid UTF-8': { type: SSE, body: Buffer.from('646174613afffe0a0a', 'hex'), record: FAILED },
  nothing: { status: 200, record: FAILED },
  'one byte': { body: '{', record: FAILED },
  '3 MB': { type: 'application/octet-stream', body: Buffer.alloc(3_000_000, 'abc'), record: FAILED },
}

describe('captureProxy, answers are the target’s, byte for byte', () => {
  let target: StubServer
  let proxy: ProxyServer
  beforeAll(async () => {
    target = await startStubServer()
    proxy = await serveProxy(target.url)
  })
  afterAll(() => Promise.all([target.close(), proxy.close()]))

  test.each(Object.entries(kinds))('%s', async (_, { record, ...answer }) => {
    target.answer(answer)
    const body = JSON.stringify(ASKED)
    const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}`
    // Chunks may be cut elsewhere, the server of the proxy says when it answered, and the id is ours.
    const comparable = (text: string): string =>
      withoutChunks(text.replace(/Date: .*\r\n/i, '').replace(/x-finetap-id: .*\r\n/, ''))
    const direct = comparable(await exchangeRaw(Number(new URL(target.url).port), `${head}\r\n\r\n${body}`))
    const before = (await proxy.recording.generations()).length
    expect(comparable(await exchangeRaw(proxy.port, `${head}\r\n\r\n${body}`))).toBe(direct)
    await expect.poll(() => proxy.recording.recorder.stats().active).toBe(0)
    expect((await proxy.recording.generations()).slice(before)).toMatchObject(record)
  })

  test('a coding that nobody knows costs the record, and is told', async () => {
    target.answer({ type: SSE, body: STREAM, headers: { 'content-encoding': 'rot13' } })
    const answer = await fetch(...chat(proxy.url))
    expect(await answer.text()).toBe(STREAM)
    await expect.poll(() => proxy.recording.recorder.stats().dropped).toEqual({ capture_failed: 1 })
  })
})

/** An answer whose chunks are joined. */
function withoutChunks(answer: string): string {
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1')
  if (!/transfer-encoding: chunked/i.test(head)) return `${head}\r\n\r\n${body.toString('latin1')}`
  let text = ''
  for (let at = 0; at < body.length;) {
    const line = body.indexOf('\r\n', at)
    const length = Number.parseInt(body.toString('latin1', at, line), 16)
    text += body.toString('latin1', line + 2, line + 2 + length)
    at = line + 2 + length + 2
  }
  return `${head}\r\n\r\n${text}`
}

describe('captureProxy, bodies of requests', () => {
  const digest = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

  const post = (
    url: string,
    body: string | Buffer<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): [string, RequestInit] => [`${url}/v1/chat/completions`, { method: 'POST', body, headers }]

  test.each([
    ['invalid JSON', Buffer.from('{"model": "demo", "messages": [')],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0xfd, 0x00])],
    ['nothing', Buffer.from('')],
    ['JSON that asks nothing', Buffer.from('{"model":"demo"}')],
    ['50 MB', Buffer.alloc(50_000_000, ' ')],
  ])('%s passes untouched, and is no call', async (_, body) => {
    const target = open(
      await serve((request, response) => void bodyOf(request).then((came) => response.end(digest(came)))),
    )
    const proxy = open(await serveProxy(target.url))
    expect(await (await fetch(...post(proxy.url, body))).text()).toBe(digest(body))
    expect(await proxy.recording.generations()).toEqual([])
    expect(proxy.recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
  })

  test('5 MB of a question pass, and are recorded', async () => {
    const target = open(await serve((request, response) => void bodyOf(request).then(() => response.end(END))))
    const proxy = open(await serveProxy(target.url))
    const text = 'x'.repeat(5_000_000)
    const body = JSON.stringify({ ...ASKED, messages: [{ role: 'user', content: text }] })
    expect(await (await fetch(...post(proxy.url, body))).text()).toBe(END)
    const { request } = await onlyGeneration(proxy.recording)
    expect(request.messages[0]?.parts).toEqual([{ type: 'text', text }])
  })

  test('more than 16 MiB pass, and count as too large', async () => {
    let received = 0
    const target = open(
      await serve((request, response) => {
        request.on('data', (bytes: Buffer) => (received += bytes.length)).on('end', () => response.end(END))
      }),
    )
    const proxy = open(await serveProxy(target.url))
    const upload = requestHttp(`${proxy.url}/v1/chat/completions`, { method: 'POST' })
    const piece = Buffer.alloc(1_024 * 1_024, ' ')
    for (let count = 0; count < 17; count += 1) if (!upload.write(piece)) await once(upload, 'drain')
    upload.end()
    const [answer] = await once(upload, 'response')
    await once(answer.resume(), 'end')
    expect(received).toBe(17 * piece.length)
    expect(proxy.recording.recorder.stats().dropped).toEqual({ too_large: 1 })
  })

  test.each([
    ['gzip', gzipSync(JSON.stringify(ASKED))],
    ['br', brotliCompressSync(JSON.stringify(ASKED))],
    ['zstd', zstdCompressSync(JSON.stringify(ASKED))],
  ])('a question packed with %s goes on packed, and is read for the record', async (encoding, body) => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const asked = fetch(...post(proxy.url, body, { 'content-encoding': encoding }))
    const { request, response } = await target.next()
    expect(request.headers['content-encoding']).toBe(encoding)
    expect((await bodyOf(request)).equals(body)).toBe(true)
    response.end(END)
    await (await asked).text()
    expect(await onlyGeneration(proxy.recording)).toMatchObject({
      status: 'ok',
      request: { messages: [{ role: 'user' }] },
    })
  })
})

describe('captureProxy, behind compression', () => {
  test('pieces are not held back', async () => {
    const target = open(await serveByHand())
    const { recorder } = startRecording()
    const app = express()
    app.use(compression())
    app.use(captureProxy({ target: target.url, recorder }))
    const server = open(await serve((request, response) => void app(request, response)))
    const asked = fetch(...chat(server.url))
    const { response } = await target.next()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('The beginning'))
    const answer = await asked
    expect(answer.headers.get('content-encoding')).toMatch(/gzip|br/)
    // The target sends the end only when this is here.
    const reader = answer.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(event('The beginning'))
    response.end(END)
  })
})
