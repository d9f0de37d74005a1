import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { call } from '../support/packages.ts'
import type { Handler } from './way.ts'

/** A request and a response of node:http whose bytes go nowhere. */
export type StubExchange = { readonly request: IncomingMessage & { body?: unknown }; readonly response: ServerResponse }

/** As a parser of bodies leaves it; without a body it is a GET. */
export function stubExchange(body?: object): StubExchange {
  const request = new IncomingMessage(new Socket())
  request.method = body === undefined ? 'GET' : 'POST'
  request.url = '/chat'
  request.headers = { host: '127.0.0.1', 'content-type': 'application/json' }
  const response = new ServerResponse(request)
  const sink = new Writable({ write: (_chunk, _encoding, done) => done(), writev: (_chunks, done) => done() })
  call(response, 'assignSocket', sink)
  return { request: body === undefined ? request : Object.assign(request, { body }), response }
}

/** Runs the handlers before the route, then the route, until its answer is out. */
export async function exchange(
  handlers: readonly Handler[],
  { request, response }: StubExchange,
  route: (response: ServerResponse) => void,
): Promise<void> {
  const finished = once(response, 'finish')
  const run = (index: number): void => {
    const handler = handlers[index]
    if (handler === undefined) route(response)
    else handler(request, response, () => run(index + 1))
  }
  run(0)
  await finished
  // As the server does.
  response.emit('close')
}
