import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import { captureProxy, type ProxyOptions } from '../../../../src/adapters/express/capture-proxy.ts'
import { startRecording, type Recording } from '../../../support/recording.ts'

export type Server = { readonly url: string; readonly port: number; close(): Promise<void> }

/** An HTTP server on 127.0.0.1: a target of the test's own, or an app. */
export async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type ProxyServer = Server & { readonly recording: Recording }

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
})

/** Closes the server behind the test. */
export function open<Closed extends { close(): Promise<void> }>(server: Closed): Closed {
  opened.push(server)
  return server
}

/** A proxy without a framework, in front of a target. */
export async function serveProxy(target: string, options: Partial<ProxyOptions> = {}): Promise<ProxyServer> {
  const recording = startRecording()
  const server = await serve(captureProxy({ target, recorder: recording.recorder, ...options }))
  return { ...server, recording }
}

/** A target that is asked and answers by hand. */
export type ManualTarget = Server & { next(): Promise<{ request: IncomingMessage; response: ServerResponse }> }

export async function serveByHand(): Promise<ManualTarget> {
  const waiting: ((pair: { request: IncomingMessage; response: ServerResponse }) => void)[] = []
  const came: { request: IncomingMessage; response: ServerResponse }[] = []
  const server = await serve((request, response) => {
    response.on('error', () => {})
    request.on('error', () => {})
    const take = waiting.shift()
    if (take === undefined) came.push({ request, response })
    else take({ request, response })
  })
  return {
    ...server,
    next() {
      const pair = came.shift()
      return pair === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(pair)
    },
  }
}

/** What a raw socket is sent back until it is closed. */
export async function exchangeRaw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request, 'latin1')
  return readRaw(socket)
}

export async function readRaw(socket: Socket): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of socket) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces).toString('latin1')
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces)
}

export const ASKED = { model: 'demo', stream: true, messages: [{ role: 'user', content: 'How are you?' }] }

/** `fetch` arguments of a chat. */
export function chat(url: string, headers: Readonly<Record<string, string>> = {}): [string, RequestInit] {
  const body = JSON.stringify(ASKED)
  return [
    `${url}/v1/chat/completions`,
    { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
  ]
}

/** An event of a streamed chat of OpenAI. */
export function event(content: string | undefined, reason: string | null = null): string {
  const choices = [{ index: 0, delta: content === undefined ? {} : { content }, finish_reason: reason }]
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'demo-2026', choices })}\n\n`
}

export const END: string = `${event(undefined, 'stop')}data: [DONE]\n\n`
