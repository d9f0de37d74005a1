import { once } from 'node:events'
import { request as requestHttp, type ServerResponse } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { Anthropic } from '@anthropic-ai/sdk'
import { Ollama } from 'ollama'
import { OpenAI } from 'openai'
import { describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { onlyGeneration, startRecording } from '../../../support/recording.ts'
import { ASKED, chat, END, event, serve, serveByHand, serveProxy, open } from './support.ts'

/** A proxy in front of a port on which nobody listens any more. */
async function serveNothing() {
  const gone = await serve(() => {})
  await gone.close()
  return { proxy: open(await serveProxy(gone.url)), gone }
}

const messages = [{ role: 'user' as const, content: 'Hello?' }]
const clients = {
  OpenAI: (url: string) =>
    new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 }).chat.completions.create({
      model: 'm',
      messages,
    }),
  Anthropic: (url: string) =>
    new Anthropic({ baseURL: url, apiKey: 'none', maxRetries: 0 }).messages.create({
      model: 'm',
      max_tokens: 9,
      messages,
    }),
  Ollama: (url: string) => new Ollama({ host: url }).chat({ model: 'm', messages }),
}

describe('captureProxy, a target that is down', () => {
  for (const [name, ask] of Object.entries(clients)) {
    test(`${name}’s client is told in its own words, and the record says what failed`, async () => {
      const { proxy, gone } = await serveNothing()
      const failure: unknown = await ask(proxy.url).then(
        () => 'an answer',
        (error: unknown) => error,
      )
      const message = String(Reflect.get(Object(failure), 'message'))
      expect(message).toMatch(/got no answer from http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED.*Fix: see to it/)
      expect(message).toContain(gone.url)
      const error = { code: 'ECONNREFUSED', phase: 'request' }
      expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'error', error: { code: error.code } })
    })
  }

  test.each([
    [
      '/v1/models',
      { error: { message: expect.any(String), type: 'proxy_error', param: null, code: 'target_unreachable' } },
    ],
    ['/api/v1/models', { error: expect.objectContaining({ type: 'proxy_error' }) }],
    ['/v1/threads/1/messages', { error: expect.objectContaining({ type: 'proxy_error' }) }],
    ['/v1/messages/count_tokens', { type: 'error', error: { type: 'api_error', message: expect.any(String) } }],
    ['/api/tags', { error: expect.any(String) }],
  ])('%s gets 502 in the form of its protocol, and leaves no record', async (path, body) => {
    const { proxy } = await serveNothing()
    const answer = await fetch(`${proxy.url}${path}`)
    expect(answer.status).toBe(502)
    expect(await answer.json()).toEqual(body)
    expect(await proxy.recording.generations()).toEqual([])
  })

  test('a target that hangs up without a word', async () => {
    const target = open(await serve((request) => request.socket.destroy()))
    const proxy = open(await serveProxy(target.url))
    expect((await fetch(...chat(proxy.url))).status).toBe(502)
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'error', error: { code: 'ECONNRESET' } })
  })
})

describe('captureProxy, a target that dies in mid-answer', () => {
  test('the client sees the stream break, not end, and the record has what came', async () => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const asked = fetch(...chat(proxy.url))
    const { response } = await target.next()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(event('The beginning'))
    const reader = (await asked).body?.getReader()
    await reader?.read()
    response.destroy()
    await expect(reader?.read()).rejects.toThrow('terminated')
    const generation = await onlyGeneration(proxy.recording)
    expect(generation.status).toBe('error')
    expect(generation.response.messages[0]?.parts).toEqual([{ type: 'text', text: 'The beginning' }])
  })

  test('a refusal without its words is the error that its status says', async () => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const asked = fetch(...chat(proxy.url))
    const { response } = await target.next()
    response.writeHead(503, { 'content-length': '1000' })
    response.flushHeaders()
    const answer = await asked
    response.destroy()
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'error', error: { status: 503 } })
  })

  test('half of a whole answer is an error too', async () => {
    const target = open(await serveByHand())
    const proxy = open(await serveProxy(target.url))
    const asked = fetch(`${proxy.url}/api/chat`, { method: 'POST', body: JSON.stringify({ ...ASKED, stream: false }) })
    const { response } = await target.next()
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    response.write('{"model":"demo","mess')
    const answer = await asked
    response.destroy()
    await expect(answer.text()).rejects.toThrow('terminated')
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'error' })
  })

  test('a stream that ends too early ends for the client as well', async () => {
    const target = open(await serve((_, response) => void response.end(event('The beginning'))))
    const proxy = open(await serveProxy(target.url))
    expect(await (await fetch(...chat(proxy.url))).text()).toBe(event('The beginning'))
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'interrupted' })
  })
})

describe('captureProxy, odd answers', () => {
  test('a reason that Node takes and does not send crashes nothing', async () => {
    const target = open(
      await serve(({ socket }) => {
        socket.end(`HTTP/1.1 200 O\u0001K\r\nContent-Length: ${END.length}\r\n\r\n${END}`, 'latin1')
      }),
    )
    const proxy = open(await serveProxy(target.url))
    const answer = await fetch(...chat(proxy.url))
    expect([answer.status, answer.statusText, await answer.text()]).toEqual([200, 'OK', END])
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'ok' })
  })

  test('a head that an app in front cannot take is a 502, and an error', async () => {
    const target = open(await serve((_, response) => void response.end(END)))
    const { recorder, ...recording } = startRecording()
    const handler = captureProxy({ target: target.url, recorder })
    const server = open(
      await serve((request, response) => {
        let isFirst = true
        const writeHead = response.writeHead.bind(response)
        const failing = (...values: unknown[]): unknown => {
          if (isFirst) {
            isFirst = false
            throw new Error('no head today')
          }
          return Reflect.apply(writeHead, response, values)
        }
        Reflect.set(response, 'writeHead', failing)
        handler(request, response)
      }),
    )
    expect((await fetch(...chat(server.url))).status).toBe(502)
    expect(await recording.generations()).toMatchObject([{ status: 'error', error: { message: 'no head today' } }])
  })

  test('an app that answers in the meantime has the last word, and the target is let go', async () => {
    const target = open(await serveByHand())
    const { recorder, ...recording } = startRecording()
    const handler = captureProxy({ target: target.url, recorder })
    const sent = Promise.withResolvers<ServerResponse>()
    const server = open(
      await serve((request, response) => {
        handler(request, response)
        sent.resolve(response)
      }),
    )
    const asked = fetch(...chat(server.url))
    const { request, response } = await target.next()
    await once(request.resume(), 'end')
    const late = await sent.promise
    late.statusCode = 503
    late.end('too late')
    const answer = await asked
    expect([answer.status, await answer.text()]).toEqual([503, 'too late'])
    await once(response, 'close')
    await expect.poll(() => recorder.stats().active).toBe(0)
    expect(await recording.generations()).toMatchObject([{ status: 'aborted' }])
  })
})

describe('captureProxy, a target that goes over to another protocol', () => {
  test('which nobody asked for: the client is told', async () => {
    const target = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      )
    })
    await once(target.listen(0, '127.0.0.1'), 'listening')
    open({ close: async () => void target.close() })
    const proxy = open(await serveProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`))
    expect((await fetch(...chat(proxy.url))).status).toBe(502)
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'error' })
  })
})

describe('captureProxy, a target that answers before it has heard all', () => {
  test('the client gets the answer at once; the record is made when the request is whole', async () => {
    const target = open(
      await serve((request, response) => {
        response.writeHead(401, { 'content-type': 'application/json' })
        response.end('{"error":{"message":"no such key","type":"auth"}}')
        request.resume()
      }),
    )
    const proxy = open(await serveProxy(target.url))
    const upload = requestHttp(`${proxy.url}/v1/chat/completions`, { method: 'POST' })
    const body = JSON.stringify(ASKED)
    upload.write(body.slice(0, 10))
    const [answer] = await once(upload, 'response')
    expect(answer.statusCode).toBe(401)
    await once(answer.resume(), 'end')
    expect(proxy.recording.recorder.stats().captured).toBe(0)
    upload.end(body.slice(10))
    await once(upload, 'close')
    await expect.poll(() => proxy.recording.recorder.stats().captured).toBe(1)
    expect(await onlyGeneration(proxy.recording)).toMatchObject({
      status: 'error',
      error: { message: 'no such key', status: 401 },
    })
  })
})
