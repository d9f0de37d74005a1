import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import express4 from 'express4'
import type { FeedbackOptions } from '../../../src/adapters/chat-route/feedback/options.ts'
import { feedbackRoute } from '../../../src/adapters/express/feedback-route.ts'

export const versions = [
  ['Express 5', express],
  ['Express 4', express4],
] as const

export type Answer = {
  readonly status: number
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly body: unknown
}

export type FeedbackServer = {
  readonly url: string
  readonly port: number
  /** Sends what a page would, byte for byte, with these headers and no others. */
  post(body: unknown, headers?: { readonly [name: string]: string }, method?: string): Promise<Answer>
  close(): Promise<void>
}

export type App = ReturnType<typeof express>

/** Serves what `mount` makes of an app (default: the route at /feedback, of Express 5, with nothing before it). */
export async function serveFeedback(
  options: FeedbackOptions<express.Request>,
  mount: (app: App) => void = (app) => void app.use('/feedback', feedbackRoute(options)),
  make = express,
): Promise<FeedbackServer> {
  const app = make()
  mount(app)
  const server = createServer(app)
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}/feedback`,
    port,
    post: (body, headers = {}, method = 'POST') => send(port, body, headers, method),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function send(port: number, body: unknown, headers: { readonly [name: string]: string }, method: string) {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const type = { 'content-type': 'application/json' }
  const asked = httpRequest({ port, host: '127.0.0.1', path: '/feedback', method, headers: { ...type, ...headers } })
  asked.on('error', reject)
  asked.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const isJson = response.headers['content-type']?.startsWith('application/json') ?? false
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: isJson && text !== '' ? JSON.parse(text) : text,
      })
    })
  })
  asked.end(method === 'POST' ? bytes : undefined)
  return promise
}
