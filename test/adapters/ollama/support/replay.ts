import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

/** What a server sends, piece by piece, and how it ends. */
export type Reply = {
  readonly status?: number
  readonly type?: string
  readonly pieces: readonly (string | Uint8Array)[]
  /** `cut` tears the connection, `open` leaves it as it is (default: `end`). */
  readonly end?: 'end' | 'cut' | 'open'
}

/** A request as it reached the server. */
export type Received = { readonly method: string; readonly path: string; readonly body: unknown }

/** A server on 127.0.0.1 that answers every request with the same bytes. */
export type Replay = {
  readonly url: string
  readonly received: readonly Received[]
  answer(reply: Reply): void
  close(): Promise<void>
}

export async function startReplay(): Promise<Replay> {
  const received: Received[] = []
  let reply: Reply = { pieces: [] }
  const server = createServer((request, response) => {
    const bytes: Buffer[] = []
    request.on('data', (piece: Buffer) => bytes.push(piece))
    request.on('end', () => {
      const text = Buffer.concat(bytes).toString('utf8')
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      received.push({ method: request.method ?? '', path: request.url ?? '', body })
      void send(response, reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    received,
    answer: (next) => void (reply = next),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function send(response: ServerResponse, { status = 200, type, pieces, end = 'end' }: Reply): Promise<void> {
  response.on('error', () => {})
  response.writeHead(status, { 'content-type': type ?? 'application/x-ndjson' }).flushHeaders()
  for (const piece of pieces) {
    // With the system before the next is written, so that each travels alone.
    await new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)))
    if (response.destroyed) return
  }
  if (end === 'end') response.end()
  if (end === 'cut') response.destroy()
}

/** The lines as one piece each. */
export function lines(...values: readonly object[]): readonly string[] {
  return values.map((value) => `${JSON.stringify(value)}\n`)
}

/** The same bytes, one by one. */
export function bytewise(pieces: readonly string[]): readonly Uint8Array[] {
  const bytes = Buffer.from(pieces.join(''))
  return Array.from(bytes, (byte) => Uint8Array.of(byte))
}
