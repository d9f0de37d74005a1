import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { onlyGeneration, startRecording } from '../../../support/recording.ts'
import {
  ASKED,
  bodyOf,
  chat,
  END,
  event,
  exchangeRaw,
  readRaw,
  serve,
  serveByHand,
  serveProxy,
  open,
} from './support.ts'

const HOP_BY_HOP = [
  'Connection: keep-alive, X-Between-Us',
  'X-Between-Us: 1',
  'Keep-Alive: timeout=5',
  'Proxy-Authorization: Basic c2VjcmV0',
  'Proxy-Connection: keep-alive',
  'TE: trailers',
  'Upgrade: h2c',
]

describe('captureProxy, headers of the request', () => {
  test('go on as they were written, without those of the connection and of finetap', async () => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const body = JSON.stringify(ASKED)
    const socket = connect(proxy.port, '127.0.0.1')
    const lines = [
      'POST /v1/chat/completions?key=very-secret HTTP/1.1',
      'Host: proxy.example',
      ...HOP_BY_HOP,
      'Expect: 100-continue',
      'X-Finetap-User-Id: user-1',
      'AUTHORIZATION: Bearer very-secret',
      'X-Twice: a',
      'x-twice: b',
      'Cookie: session=very-secret',
      `Content-Length: ${body.length}`,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(body)
    const { request, response } = await target.next()
    expect(request.url).toBe('/v1/chat/completions?key=very-secret')
    const sent = [
      ['Host', target.url.slice('http://'.length)],
      ['AUTHORIZATION', 'Bearer very-secret'],
      ['X-Twice', 'a'],
      ['x-twice', 'b'],
      ['Cookie', 'session=very-secret'],
      ['Content-Length', String(body.length)],
      // Of the connection between proxy and target.
      ['Connection', 'keep-alive'],
    ]
    expect(request.rawHeaders).toEqual(sent.flat())
    expect((await bodyOf(request)).toString()).toBe(body)
    response.end(END)
    const answer = readRaw(socket)
    socket.end()
    expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    const generation = await onlyGeneration(proxy.recording)
    expect(generation).toMatchObject({ userId: 'user-1', status: 'ok' })
    expect(JSON.stringify(generation)).not.toMatch(/very-secret|c2VjcmV0/)
  })

  test('can be replaced and left out, for keys that clients must not know', async () => {
    const target = open(await serveByHand())
    const headers = { Authorization: 'Bearer of-the-server', cookie: '' }
    const proxy = open(await serveProxy(target.url, { headers }))
    const answer = fetch(...chat(proxy.url, { authorization: 'Bearer of-the-app', cookie: 'session=1' }))
    const { request, response } = await target.next()
    expect(request.headers).toMatchObject({ authorization: 'Bearer of-the-server' })
    expect(request.headers.cookie).toBeUndefined()
    response.end(END)
    await (await answer).text()
    expect(JSON.stringify(await onlyGeneration(proxy.recording))).not.toContain('of-the')
  })

  test('labels from the client, from the app, and from the options: the later ones win', async () => {
    const target = open(await serve((_, response) => void response.end(END)))
    const proxy = open(
      await serveProxy(target.url, {
        tags: ['proxy'],
        sessionId: 'of-the-options',
        context: ({ headers }) => ({ userId: `user of ${String(headers.authorization)}` }),
      }),
    )
    const client = {
      'x-finetap-conversation-id': 'c-1',
      'x-finetap-turn-id': 't-1',
      'x-finetap-user-id': 'somebody-else',
      'x-finetap-session-id': 's-1',
    }
    await (await fetch(...chat(proxy.url, { ...client, authorization: 'app-token' }))).text()
    expect(await onlyGeneration(proxy.recording)).toMatchObject({
      conversationId: 'c-1',
      turnId: 't-1',
      userId: 'user of app-token',
      sessionId: 'of-the-options',
      tags: ['proxy'],
    })
  })

  test('labels in UTF-8 are read as that, and long ones are nobody’s id', async () => {
    const target = open(await serve((_, response) => void response.end(END)))
    const proxy = open(await serveProxy(target.url))
    const client = {
      'x-finetap-user-id': Buffer.from('Jürgen 你好').toString('latin1'),
      'x-finetap-session-id': 's'.repeat(201),
    }
    await (await fetch(...chat(proxy.url, client))).text()
    const generation = await onlyGeneration(proxy.recording)
    expect(generation.userId).toBe('Jürgen 你好')
    expect(generation).not.toHaveProperty('sessionId')
  })

  test('cookies and Vary of the app stand beside those of the target', async () => {
    const target = open(
      await serve((_, response) => {
        response.writeHead(200, { 'set-cookie': ['t=1', 'u=2'], vary: 'Accept' }).end(END)
      }),
    )
    const app = express()
    app.use((_, response, next) => {
      response.append('set-cookie', 'app=1').vary('Origin')
      next()
    })
    app.use(captureProxy({ target: target.url, ...startRecording() }))
    const server = open(await serve((request, response) => void app(request, response)))
    const { headers } = await fetch(...chat(server.url))
    expect(headers.getSetCookie()).toEqual(['app=1', 't=1', 'u=2'])
    expect(headers.get('vary')).toBe('Origin, Accept')
  })

  test('what the app says around the route wins over the client', async () => {
    const target = open(await serve((_, response) => void response.end(END)))
    const { recording } = open(await serveProxy(target.url))
    const { recorder } = recording
    const app = express()
    app.use((_, __, next) => recorder.withContext({ userId: 'of-the-app', metadata: { plan: 'pro' } }, next))
    app.use(captureProxy({ target: target.url, recorder }))
    const server = open(await serve((request, response) => void app(request, response)))
    await (await fetch(...chat(server.url, { 'x-finetap-user-id': 'of-the-client' }))).text()
    expect(await onlyGeneration(recording)).toMatchObject({ userId: 'of-the-app', metadata: { plan: 'pro' } })
  })

  test.each([
    ['throws', (): unknown => JSON.parse('no JSON')],
    ['gives a promise', () => Promise.resolve({ consent: false })],
    ['gives a text', () => 'user-1'],
  ])('a context that %s costs the record, and not the answer', async (_, given) => {
    const target = open(await serve((__, response) => void response.end(END)))
    const context = (): undefined => Reflect.apply(given, undefined, []) as undefined
    const proxy = open(await serveProxy(target.url, { context }))
    expect(await (await fetch(...chat(proxy.url))).text()).toBe(END)
    expect(await proxy.recording.generations()).toEqual([])
    expect(proxy.recording.recorder.stats().dropped).toEqual({ capture_failed: 1 })
  })

  test('a length that is said to be of the connection only is that of the body all the same', async () => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const head =
      'DELETE /api/delete HTTP/1.1\r\nHost: a\r\nConnection: close, Content-Length\r\nContent-Length: 5\r\n\r\n'
    const answer = exchangeRaw(proxy.port, `${head}GET /`)
    const { request, response } = await target.next()
    expect([request.method, (await bodyOf(request)).toString()]).toEqual(['DELETE', 'GET /'])
    response.end()
    await answer
  })
})

describe('captureProxy, head of the answer', () => {
  test('status, reason, doubled headers and trailers are the target’s; those of its connection are not', async () => {
    const target = createServer((request) => {
      const { socket } = request
      socket.write('HTTP/1.1 207 Odd Enough\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Of-Target: Ünï\r\n', 'latin1')
      socket.write('Connection: close, X-Between-Us\r\nX-Between-Us: 1\r\nKeep-Alive: timeout=9\r\nTrailer: X-Sum\r\n')
      socket.end(
        'Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n',
      )
    })
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
    open({ close: () => new Promise((resolve) => target.close(() => resolve())) })
    const proxy = open(await serveProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`))
    const answer = await exchangeRaw(proxy.port, 'GET /odd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(answer).toBe(
      'HTTP/1.1 207 Odd Enough\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Of-Target: Ünï\r\n' +
        'Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n' +
        '2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n',
    )
  })

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('%s answered with %i has no body, and keeps its headers', async (method, status) => {
    const target = open(
      await serve((_, response) => {
        response.writeHead(status, { etag: '"1"', ...(method === 'HEAD' && { 'content-length': '1234' }) })
        response.end()
      }),
    )
    const proxy = open(await serveProxy(target.url))
    const request = `${method} /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    const withoutDate = (answer: string): string => answer.replace(/Date: .*\r\n/, '')
    const direct = withoutDate(await exchangeRaw(target.port, request))
    expect(withoutDate(await exchangeRaw(proxy.port, request))).toBe(direct)
    expect(direct.endsWith('\r\n\r\n')).toBe(true)
  })

  test('the id of a captured call stands in x-finetap-id; others have none', async () => {
    const target = open(await serve((_, response) => void response.end(`${event('Well.')}${END}`)))
    const proxy = open(await serveProxy(target.url))
    const captured = await fetch(...chat(proxy.url))
    await captured.text()
    expect(captured.headers.get('x-finetap-id')).toBe((await onlyGeneration(proxy.recording)).id)
    const other = await fetch(`${proxy.url}/v1/models`)
    await other.text()
    expect(other.headers.get('x-finetap-id')).toBeNull()
    proxy.recording.recorder.enabled = false
    const off = await fetch(...chat(proxy.url))
    expect(await off.text()).toContain('Well.')
    expect(off.headers.get('x-finetap-id')).toBeNull()
    expect(await proxy.recording.generations()).toHaveLength(1)
  })
})
