import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chat, END, open, serve, serveProxy } from './support.ts'

const ANSWER = `HTTP/1.1 200 OK\r\nContent-Length: ${END.length}\r\nContent-Type: text/event-stream\r\n\r\n${END}`

/** Answers the first request of each connection, and breaks the connection at the second. */
async function serveOnce(breakOff: (socket: Socket) => void) {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let count = 0
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (!/^(POST|GET) /.test(bytes.toString('latin1'))) return
      count += 1
      seen.push(count === 1 ? 'answered' : 'reset')
      if (count === 1) socket.write(ANSWER)
      else breakOff(socket)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open({
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** Asks twice; what the second time came to. */
async function askTwice(url: string) {
  const proxy = open(await serveProxy(url))
  await (await fetch(...chat(proxy.url))).text()
  const answer = await fetch(...chat(proxy.url))
  return { answer, text: await answer.text(), records: await proxy.recording.generations() }
}

afterEach(() => vi.useRealTimers())

describe('captureProxy, an open connection that the target closes', () => {
  test('is tried again once on a new one, and leaves one record', async () => {
    const target = await serveOnce((socket) => socket.resetAndDestroy())
    const { answer, text, records } = await askTwice(target.url)
    expect([answer.status, text]).toEqual([200, END])
    expect(target.seen).toEqual(['answered', 'reset', 'answered'])
    expect(records.map(({ status }) => status)).toEqual(['ok', 'ok'])
  })

  test('when it has begun to work is not asked a second time', async () => {
    const target = await serveOnce((socket) => {
      socket.write('HTTP/1.1 102 Processing\r\n\r\n', () => setImmediate(() => socket.destroy()))
    })
    const { answer, records } = await askTwice(target.url)
    expect(answer.status).toBe(502)
    expect(target.seen).toEqual(['answered', 'reset'])
    expect(records.map(({ status }) => status)).toEqual(['ok', 'error'])
  })

  test('when it has had the time to begin is not asked a second time', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const target = await serveOnce((socket) => {
      vi.advanceTimersByTime(1_000)
      socket.destroy()
    })
    expect((await askTwice(target.url)).answer.status).toBe(502)
    expect(target.seen).toEqual(['answered', 'reset'])
  })

  test('a connection that was new is not tried again', async () => {
    let count = 0
    const target = open(
      await serve((request) => {
        count += 1
        request.socket.resetAndDestroy()
      }),
    )
    const proxy = open(await serveProxy(target.url))
    expect((await fetch(...chat(proxy.url))).status).toBe(502)
    expect(count).toBe(1)
  })
})
