import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that reached the server. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly body: { readonly [field: string]: unknown }
  /** Resolves when the connection of the answer is over: true when the client hung up before its end. */
  readonly hungUp: Promise<boolean>
}

/** What it is answered with: pieces of the body, sent one by one; a promise among them is waited for. */
export type Reply = {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly pieces: readonly (string | Uint8Array | Promise<unknown>)[]
}

export type StubServer = {
  readonly url: string
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

/** An HTTP server on 127.0.0.1 that answers as it is told. */
export async function startStub(answer: (asked: Asked, index: number) => Reply): Promise<StubServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void receive(request, response).then((one) => reply(response, answer(one, asked.push(one) - 1)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<Asked> {
  const hungUp = new Promise<boolean>((resolve) => {
    response.on('close', () => resolve(!response.writableFinished))
  })
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const text = Buffer.concat(pieces).toString()
  const body = text === '' ? {} : (JSON.parse(text) as Asked['body'])
  return { method: request.method ?? '', path: request.url ?? '', body, hungUp }
}

async function reply(response: ServerResponse, { status = 200, headers, pieces }: Reply): Promise<void> {
  response.on('error', () => {})
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers })
  response.flushHeaders()
  for (const piece of pieces) {
    if (response.destroyed) return
    if (piece instanceof Promise) await piece
    else await new Promise<void>((resolve) => response.write(piece, () => resolve()))
  }
  response.end()
}

/** A promise and what resolves it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
