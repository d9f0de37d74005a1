import type { ServerResponse } from 'node:http'
import type { Json } from '../../core/json.ts'

/** What a request handler is given. */
export type Exchange = {
  readonly response: ServerResponse
  /** Fires when the client has gone or the server closes. */
  readonly signal: AbortSignal
  /** `performance.now()` when the request came in. */
  readonly startedAt: number
}

export function sendJson({ response }: Exchange, status: number, body: Json): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length })
  response.end(bytes)
}

export function sendError(exchange: Exchange, status: number, error: string): void {
  sendJson(exchange, status, { error })
}

export function sendText({ response }: Exchange, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
