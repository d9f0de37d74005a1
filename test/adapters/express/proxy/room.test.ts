import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { chat, END, open, serve, serveProxy } from './support.ts'

const MEGABYTE = 1_024 * 1_024

vi.mock(import('../../../../src/adapters/express/proxy/held-body.ts'), async (load) => ({
  ...(await load()),
  createRoom: () => ({ left: MEGABYTE }),
}))

test('a client that leaves an upload when it is answered gives back what was held of it', async () => {
  const target = open(
    await serve((request, response) => {
      if (request.headers['x-large'] === undefined) request.resume().once('end', () => response.end(END))
      else request.once('data', () => request.socket.destroy())
    }),
  )
  const proxy = open(await serveProxy(target.url))
  const [url, init] = chat(proxy.url)

  for (let round = 0; round < 2; round += 1) {
    const socket = connect(proxy.port, '127.0.0.1')
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Large: 1\r\n')
    socket.write(`Content-Length: ${4 * MEGABYTE}\r\n\r\n${'x'.repeat(0.9 * MEGABYTE)}`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('502 Bad Gateway')
    // The answer came when some of it was read; the rest follows.
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0.9 * MEGABYTE)
    socket.destroy()
  }

  const messages = [{ role: 'user', content: 'x'.repeat(0.9 * MEGABYTE) }]
  await expect
    .poll(async () => {
      await (await fetch(url, { ...init, body: JSON.stringify({ model: 'demo', messages }) })).text()
      return proxy.recording.recorder.stats().captured
    })
    .toBe(1)
})
