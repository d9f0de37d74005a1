import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import express, { type Express } from 'express'
import { describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { onlyGeneration, startRecording } from '../../../support/recording.ts'
import { ASKED, bodyOf, chat, END, event, exchangeRaw, open, serve, serveProxy } from './support.ts'

// Of version 4 there are no types beside those of 5.
const express4 = createRequire(import.meta.url)('express4') as typeof express

async function serveApp(app: Express) {
  return open(await serve((request, response) => void app(request, response)))
}

/** Tells what it was asked, as JSON. */
async function serveMirror() {
  return open(
    await serve((request, response) => {
      void bodyOf(request).then((body) => {
        const { method, url, headers, rawTrailers } = request
        response.end(JSON.stringify({ method, url, headers, body: body.toString(), trailers: rawTrailers }))
      })
    }),
  )
}

describe('captureProxy, options', () => {
  test.each([
    [undefined],
    [{}],
    [{ target: '127.0.0.1:11434' }],
    [{ target: 'ftp://127.0.0.1' }],
    [{ target: 'https://user:very-secret@127.0.0.1' }],
    [{ target: 'https://127.0.0.1/?key=very-secret' }],
    [{ target: 'http://127.0.0.1', headers: { authorization: 'very-secret\n' } }],
    [{ target: 'http://127.0.0.1', recorder: './log' }],
  ])('%o is refused, without what is secret in it', (options) => {
    const make = (): unknown => Reflect.apply(captureProxy, undefined, [options])
    expect(make).toThrow(expect.objectContaining({ code: 'bad_option', message: expect.stringMatching(/Fix: /) }))
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining('very-secret') }))
  })
})

describe('captureProxy, paths', () => {
  test.each([
    ['/v1/models', '/v1/models'],
    ['/v1/models?key=1&a=..%2f', '/v1/models?key=1&a=..%2f'],
    ['//double//slash/', '//double//slash/'],
    ['/a%20b/%C3%BC;v=1/...', '/a%20b/%C3%BC;v=1/...'],
  ])('%s is asked for as it is, behind the path of the target', async (asked, path) => {
    const target = await serveMirror()
    const proxy = open(await serveProxy(`${target.url}/base/`))
    const answer = await exchangeRaw(proxy.port, `GET ${asked} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`"url":"/base${path}"`)
  })

  test.each([
    'http://elsewhere.example/v1/models',
    '/../admin',
    '/v1/../../admin',
    '/%2e%2E/admin',
    '/v1/..%2fadmin',
    '/v1\\..\\admin',
    '/..;/admin',
    '*',
  ])('%s would leave the target, and gets 400', async (asked) => {
    let count = 0
    const target = open(await serve((_, response) => void response.end(String((count += 1)))))
    const proxy = open(await serveProxy(target.url))
    const method = asked === '*' ? 'OPTIONS' : 'GET'
    const answer = await exchangeRaw(proxy.port, `${method} ${asked} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*"code":"bad_path"/s)
    expect(count).toBe(0)
  })

  test('a prefix is taken off, on a router within an app too', async () => {
    const target = await serveMirror()
    const router = express.Router()
    router.use('/llm', captureProxy({ target: target.url, recorder: startRecording().recorder }))
    const server = await serveApp(express().use('/api', router))
    expect(await (await fetch(`${server.url}/api/llm/v1/models?a=1`)).json()).toMatchObject({ url: '/v1/models?a=1' })
    expect(await (await fetch(`${server.url}/api/llm`)).json()).toMatchObject({ url: '/' })
  })
})

describe('captureProxy, bodies of every method', () => {
  test.each(['DELETE', 'PUT', 'POST', 'GET'])('%s in chunks, with trailers', async (method) => {
    const target = await serveMirror()
    const proxy = open(await serveProxy(target.url))
    const head = `${method} /api/delete HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`
    const answer = await exchangeRaw(proxy.port, `${head}3\r\n{"a\r\n4\r\n":1}\r\n0\r\nX-Sum: 7\r\n\r\n`)
    expect(answer).toContain(String.raw`"body":"{\"a\":1}","trailers":["X-Sum","7"]`)
  })

  test('a client of HTTP/1.0', async () => {
    const target = open(await serve((_, response) => void response.end(`${event('Hello')}${END}`)))
    const proxy = open(await serveProxy(target.url))
    const body = JSON.stringify(ASKED)
    const head = `POST /v1/chat/completions HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n`
    const answer = await exchangeRaw(proxy.port, head + body)
    expect(answer).not.toMatch(/transfer-encoding/i)
    expect(answer.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(`${event('Hello')}${END}`)
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'ok' })
  })
})

for (const [version, make] of Object.entries({ 'Express 5': express, 'Express 4': express4 })) {
  describe(`captureProxy, ${version}, behind parsers that have read the body`, () => {
    async function behind(parser: ReturnType<typeof express.json>) {
      const target = await serveMirror()
      const recording = startRecording()
      const app = make().use(parser)
      app.use(captureProxy({ target: target.url, recorder: recording.recorder }))
      return { server: await serveApp(app), recording }
    }
    const json = { 'content-type': 'application/json' }

    test('JSON is written anew, with its length', async () => {
      const { server, recording } = await behind(make.json())
      const init = { method: 'POST', body: '{ "model" : "ü",\n"input": "Hello" }', headers: json }
      const answer = await (await fetch(`${server.url}/v1/responses`, init)).json()
      const body = '{"model":"ü","input":"Hello"}'
      expect(answer).toMatchObject({ body, headers: { 'content-length': String(Buffer.byteLength(body)) } })
      expect(await onlyGeneration(recording)).toMatchObject({ model: { requested: 'ü' } })
    })

    test('what the parser has unpacked goes on unpacked', async () => {
      const { server, recording } = await behind(make.json())
      const headers = { ...json, 'content-encoding': 'gzip' }
      const init = { method: 'POST', body: gzipSync(JSON.stringify(ASKED)), headers }
      const answer = await (await fetch(`${server.url}/v1/chat/completions`, init)).json()
      expect(answer).toMatchObject({ body: JSON.stringify(ASKED) })
      expect(answer).not.toHaveProperty('headers.content-encoding')
      expect(await recording.generations()).toHaveLength(1)
    })

    test('the bytes themselves, where the app has kept them', async () => {
      const verify = (request: object, _: unknown, bytes: Buffer): void =>
        void Object.assign(request, { rawBody: bytes })
      const { server } = await behind(make.json({ verify }))
      const init = { method: 'POST', body: '{ "n": 12345678901234567890 }', headers: json }
      expect(await (await fetch(`${server.url}/any`, init)).json()).toMatchObject({ body: init.body })
    })

    test('text, and JSON that a parser of text has read', async () => {
      const { server } = await behind(make.text({ type: '*/*' }))
      for (const headers of [json, { 'content-type': 'text/plain' }]) {
        const init = { method: 'POST', body: '{ "a": "ü" }', headers }
        expect(await (await fetch(`${server.url}/any`, init)).json()).toMatchObject({ body: init.body })
      }
    })

    test('what no parser has read, and requests without a body', async () => {
      const { server } = await behind(make.json())
      const form = { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } }
      expect(await (await fetch(`${server.url}/any`, form)).json()).toMatchObject({ body: 'a=1' })
      expect(await (await fetch(`${server.url}/any`)).json()).toMatchObject({ body: '', method: 'GET' })
      const empty = { method: 'POST', headers: json }
      expect(await (await fetch(`${server.url}/any`, empty)).json()).toMatchObject({ body: '', method: 'POST' })
    })

    test('a form cannot be written anew: the app’s error handler is told, and nothing hangs', async () => {
      const { server } = await behind(make.urlencoded({ extended: false }))
      const answer = await fetch(`${server.url}/any`, { method: 'POST', body: new URLSearchParams({ a: '1' }) })
      expect(answer.status).toBe(500)
      expect(await answer.text()).toMatch(/body was read before it came there/)
    })
  })
}

describe('captureProxy, turns', () => {
  test('a tool loop of a client is one turn, and a conversation of its own', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }
    const asking = { role: 'assistant', content: null, tool_calls: [call] }
    const whole = (message: object, reason: string): string =>
      JSON.stringify({ id: 'c', model: 'demo', choices: [{ index: 0, message, finish_reason: reason }] })
    const answers = [whole(asking, 'tool_calls'), whole({ role: 'assistant', content: 'Red.' }, 'stop')]
    const target = open(
      await serve((_, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(answers.shift())
      }),
    )
    const proxy = open(await serveProxy(target.url))
    const question = { role: 'user', content: 'Which colour?' }
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }]
    const result = { role: 'tool', tool_call_id: 'call_1', content: 'red' }
    for (const messages of [[question], [question, asking, result]]) {
      const [url, init] = chat(proxy.url, { 'x-finetap-conversation-id': 'c-1' })
      await (await fetch(url, { ...init, body: JSON.stringify({ model: 'demo', messages, tools }) })).text()
    }
    const [first, second] = await proxy.recording.generations()
    expect(second).toMatchObject({ turnId: first?.turnId, step: 1, conversationId: 'c-1' })
  })
})
