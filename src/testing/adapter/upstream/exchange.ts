import type { IncomingMessage, ServerResponse } from 'node:http'

/** How an exchange ended: the answer was sent whole, the client closed the socket before that, or the upstream did. */
export type Fate = 'finished' | 'closed by the client' | 'killed'

/** One request that reached an upstream, and what became of it. */
export type Exchange = {
  readonly method: string
  readonly path: string
  /** As they came, names and values in turn. */
  readonly headers: readonly string[]
  readonly body: string
  readonly fate: Promise<Fate>
}

/** An exchange as the upstream itself holds it. */
export type OpenExchange = Exchange & {
  readonly response: ServerResponse
  readonly isOver: () => boolean
  readonly kill: () => void
}

export async function receive(request: IncomingMessage, response: ServerResponse): Promise<OpenExchange> {
  let over: Fate | undefined
  let killed = false
  const { promise: fate, resolve } = Promise.withResolvers<Fate>()
  response.on('error', () => {})
  response.on('close', () => {
    over = killed ? 'killed' : response.writableFinished ? 'finished' : 'closed by the client'
    resolve(over)
  })
  const body = await bodyOf(request)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.rawHeaders,
    body,
    fate,
    response,
    isOver: () => over !== undefined,
    kill() {
      killed = true
      request.socket.destroy()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) if (Buffer.isBuffer(piece)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
