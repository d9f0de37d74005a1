import type { ServerResponse } from 'node:http'
import { withoutQuery } from './request-path.ts'

/** An answer of the proxy itself, and what it says. */
export type Refusal = { readonly status: number; readonly message: string; readonly code: string }

/** Answers in the target's place, in the form in which the client of its protocol expects an error. */
export function refuse(response: ServerResponse, path: string, refusal: Refusal): void {
  // Somebody else has answered, such as a time limit of the app's.
  if (response.headersSent || response.destroyed) return
  const body = Buffer.from(JSON.stringify(bodyOf(withoutQuery(path), refusal)))
  response.statusCode = refusal.status
  response.statusMessage = ''
  response.removeHeader('Content-Encoding')
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Content-Length', body.length)
  response.end(body)
}

// Others have `/api/v1` and threads of messages.
const ANTHROPIC = /\/v1\/messages(\/|$)/
const OLLAMA = /\/api\/[a-z-]+(\/|$)/

function bodyOf(path: string, { message, code }: Refusal): object {
  if (ANTHROPIC.test(path)) return { type: 'error', error: { type: 'api_error', message } }
  if (OLLAMA.test(path)) return { error: message }
  return { error: { message, type: 'proxy_error', param: null, code } }
}
