import { Agent as HttpAgent, validateHeaderName, validateHeaderValue, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { FinetapError } from '../../../core/errors.ts'
import type { CaptureContext } from '../../../middleware/context.ts'
import { requireObject, requireOptions, type CaptureOptions } from '../../capture-options.ts'
import { createRoom, type Room } from './held-body.ts'

/** Where a proxy sends what it is asked, and what it notes of it. */
export type ProxyOptions = CaptureOptions & {
  /** The model server: `http://127.0.0.1:11434`, `https://api.openai.com`. A path is put before the request's. */
  readonly target: string | URL
  /** Labels from the request, such as the user behind an app's own token. They win over what the client says itself. */
  readonly context?: (request: IncomingMessage) => CaptureContext | undefined
  /**
   * Headers to send to the target in place of the client's, such as the key that clients must not know; with an empty text
   * none of that name is sent. Never stored.
   */
  readonly headers?: { readonly [name: string]: string }
}

/** What a proxy works with from its first request to its last. */
export type Proxy = {
  readonly options: ProxyOptions
  readonly target: URL
  readonly agent: HttpAgent
  /** Pairs of name and value. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly room: Room
}

/** @throws FinetapError `bad_option` */
export function toProxy(options: ProxyOptions): Proxy {
  requireObject(options, 'captureProxy', "where to send requests, such as { target: 'http://127.0.0.1:11434' }")
  requireOptions(options, 'captureProxy')
  const target = targetOf(options.target)
  const headers = headersOf(options.headers ?? {})
  // An open connection is kept for the next request: to make one takes longer than the first byte of many an answer.
  const agent = target.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  return { options, target, agent, headers, room: createRoom() }
}

function targetOf(given: unknown): URL {
  const fix = 'pass the address of the model server, such as http://127.0.0.1:11434'
  const text = given instanceof URL ? given.href : given
  if (typeof text !== 'string') {
    throw new FinetapError('bad_option', { what: `captureProxy was given ${typeof given} as target`, fix })
  }
  const url = URL.parse(text)
  // The address is not repeated: it may hold a password.
  const wrong = url === null ? 'is no absolute URL' : problemWith(url)
  if (url === null || wrong !== undefined) {
    throw new FinetapError('bad_option', { what: `the target of captureProxy ${wrong}`, fix })
  }
  return url
}

function problemWith({ protocol, username, password, search, hash }: URL): string | undefined {
  if (protocol !== 'http:' && protocol !== 'https:') return `has the scheme ${protocol} and not http: or https:`
  if (username !== '' || password !== '') return 'has a user or password in it, which belong into headers.authorization'
  return search === '' && hash === '' ? undefined : 'has a query or fragment, which no request could be put behind'
}

function headersOf(given: { readonly [name: string]: string }): Proxy['headers'] {
  const entries = Object.entries(given)
  for (const [name, value] of entries) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch (cause) {
      // Without the value, which may be a key.
      const what = `captureProxy cannot send the header ${JSON.stringify(name)}`
      throw new FinetapError('bad_option', { what, fix: 'give its name and its value as plain text', cause })
    }
  }
  return entries
}
