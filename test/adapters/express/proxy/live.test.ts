import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { captureProxy } from '../../../../src/adapters/express/capture-proxy.ts'
import { onlyGeneration } from '../../../support/recording.ts'
import { ASKED, bodyOf, chat, END, event, serve, serveByHand, serveProxy, open } from './support.ts'

async function start() {
  const target = open(await serveByHand())
  return { target, proxy: open(await serveProxy(target.url)) }
}

const decoder = new TextDecoder()

describe('captureProxy, while it goes on', () => {
  test('the head and each piece are there before the target says anything more', async () => {
    const { target, proxy } = await start()
    const asked = fetch(...chat(proxy.url))
    const { response } = await target.next()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    // Resolves by the head alone: the target has sent nothing else, and does so only behind this.
    const reader = (await asked).body?.getReader()
    const pieces = [event('One, '), event('two, '), event('three.')]
    for (const piece of pieces) {
      response.write(piece)
      expect(decoder.decode((await reader?.read())?.value)).toBe(piece)
    }
    response.end(END)
    expect(decoder.decode((await reader?.read())?.value)).toBe(END)
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'ok', stream: true })
  })

  test('pieces of the request are at the target before the client sends more, and count for the record', async () => {
    const { target, proxy } = await start()
    const body = JSON.stringify(ASKED)
    const upload = requestHttp(`${proxy.url}/v1/chat/completions`, { method: 'POST' })
    upload.flushHeaders()
    const { request, response } = await target.next()
    const pieces = [body.slice(0, 5), body.slice(5, 30), body.slice(30)]
    for (const piece of pieces) {
      upload.write(piece)
      const [received] = await once(request, 'data')
      expect(String(received)).toBe(piece)
    }
    upload.end()
    await once(request, 'end')
    response.end(END)
    const [answer] = await once(upload, 'response')
    await once(answer.resume(), 'end')
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'ok', model: { requested: 'demo' } })
  })

  test('a client that leaves is gone for the target too, and the record has what came', async () => {
    const { target, proxy } = await start()
    const controller = new AbortController()
    const [url, init] = chat(proxy.url)
    const asked = await Promise.all([fetch(url, { ...init, signal: controller.signal }), answerOnce(target)])
    const [answer, response] = asked
    await answer.body?.getReader().read()
    controller.abort()
    await once(response, 'close')
    expect(response.writableFinished).toBe(false)
    const generation = await onlyGeneration(proxy.recording)
    expect(generation.status).toBe('aborted')
    expect(generation.response.messages[0]?.parts).toEqual([{ type: 'text', text: 'The beginning' }])
  })

  test('a client that leaves before the head', async () => {
    const { target, proxy } = await start()
    const controller = new AbortController()
    const [url, init] = chat(proxy.url)
    const asked = fetch(url, { ...init, signal: controller.signal }).catch((error: unknown) => error)
    const { request, response } = await target.next()
    await once(request.resume(), 'end')
    controller.abort()
    await Promise.all([asked, once(response, 'close')])
    expect(await onlyGeneration(proxy.recording)).toMatchObject({ status: 'aborted', response: { messages: [] } })
  })

  test('a client that leaves within its request has asked nothing', async () => {
    const { target, proxy } = await start()
    const socket = connect(proxy.port, '127.0.0.1')
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"model"')
    const { request } = await target.next()
    await once(request, 'data')
    socket.destroy()
    await new Promise((resolve) => request.once('close', resolve))
    expect(request.complete).toBe(false)
    expect(await proxy.recording.generations()).toEqual([])
    expect(proxy.recording.recorder.stats()).toMatchObject({ active: 0, dropped: {} })
  })

  test('a client that reads slowly makes the target wait: nothing piles up in the proxy', async () => {
    const total = 200
    const target = open(
      await serve((_, response) => {
        Readable.from(Array.from({ length: total }, () => Buffer.alloc(64 * 1_024, 'x'))).pipe(response)
      }),
    )
    const handler = captureProxy({ target: target.url })
    let most = 0
    const proxy = open(
      await serve((request, response) => {
        const write = response.write.bind(response)
        const seen = (chunk: Uint8Array): boolean => {
          const isTaken = write(chunk)
          most = Math.max(most, response.writableLength)
          return isTaken
        }
        Reflect.set(response, 'write', seen)
        handler(request, response)
      }),
    )
    const asking = requestHttp(`${proxy.url}/api/blobs`).end()
    const [answer] = await once(asking, 'response')
    let bytes = 0
    for await (const chunk of answer) {
      bytes += chunk.length
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(bytes).toBe(total * 64 * 1_024)
    // One piece of the target's, and what a response takes before it asks to wait.
    expect(most).toBeLessThan(256 * 1_024)
  })

  test('a target that reads nothing makes the client wait, until it reads', async () => {
    const target = open(await serveByHand())
    const handler = captureProxy({ target: target.url })
    const paused = Promise.withResolvers<void>()
    const proxy = open(
      await serve((request, response) => {
        request.once('pause', paused.resolve)
        handler(request, response)
      }),
    )
    const upload = requestHttp(`${proxy.url}/api/blobs/sha256`, { method: 'POST' })
    Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(64 * 1_024, 'x'))).pipe(upload)
    const { request, response } = await target.next()
    await paused.promise
    expect((await bodyOf(request)).length).toBe(200 * 64 * 1_024)
    response.end('{}')
    const [answer] = await once(upload, 'response')
    answer.resume()
  })
})

async function answerOnce(target: Awaited<ReturnType<typeof serveByHand>>) {
  const { response } = await target.next()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event('The beginning'))
  return response
}
