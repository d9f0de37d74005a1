import type { IncomingMessage } from 'node:http'
import { FinetapError } from '../../../core/errors.ts'
import { field } from '../../../core/field.ts'
import { parseJson } from '../../wire/ndjson.ts'

/**
 * The body of a request that a parser before the proxy has read, such as `express.json()`, as bytes to send; undefined when
 * it is still to come. The bytes themselves where the app kept them in `rawBody`, as many do for signatures.
 *
 * @throws FinetapError `bad_option` for a body that was read and cannot be written anew
 */
export function givenBody(request: IncomingMessage): Uint8Array | undefined {
  if (!request.readableDidRead) return undefined
  const raw = field(request, 'rawBody')
  const body = raw instanceof Uint8Array ? raw : field(request, 'body')
  if (body instanceof Uint8Array) return body
  // A parser of text leaves JSON as it was written, one of JSON a text that is none.
  if (typeof body === 'string' && (!isJson(request) || parseJson(body) !== undefined)) return Buffer.from(body)
  if (body !== undefined && isJson(request)) return Buffer.from(JSON.stringify(body) ?? '')
  if (hasNoBody(request)) return undefined
  throw new FinetapError('bad_option', {
    what: 'captureProxy was given a request whose body was read before it came there',
    why: 'a parser in front of it took the body and did not leave it as JSON, text or bytes',
    fix: 'mount captureProxy in front of the parser, or have the parser keep the bytes in request.rawBody',
  })
}

function isJson(request: IncomingMessage): boolean {
  return /^[^;]*[/+]json\b/i.test(request.headers['content-type'] ?? '')
}

function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
}
