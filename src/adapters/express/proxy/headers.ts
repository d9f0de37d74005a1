import type { IncomingMessage, OutgoingMessage } from 'node:http'

/** Headers as they lie in a message: names and values by turns. */
export type RawHeaders = readonly string[]

/** RFC 9110, 7.6.1: of the connection, not of the message. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers of a message that go on, as pairs, in their order and as they are written. */
export function headersToPass(raw: RawHeaders): readonly (readonly [name: string, value: string])[] {
  const pairs = pairsOf(raw)
  const listed = new Set(
    pairs.filter(([name]) => name.toLowerCase() === 'connection').flatMap(([, value]) => tokensIn(value)),
  )
  // Without it, nobody would know where the body ends.
  listed.delete('content-length')
  return pairs.filter(([name]) => {
    const lower = name.toLowerCase()
    return !HOP_BY_HOP.has(lower) && !listed.has(lower)
  })
}

/** A list that Node takes as trailers, too. */
export function pairsOf(raw: RawHeaders): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return pairs
}

// Headers go on in Latin-1, but Node writes a head that is sent alone in UTF-8: such a one waits for the first byte.
const ASCII = /^[\t\x20-\x7e]*$/

/** Sends a head at once, before anything of the body is there. */
export function flushHead(message: OutgoingMessage, headers: RawHeaders): void {
  if (headers.every((text) => ASCII.test(text))) message.flushHeaders()
}

function tokensIn(value: string): readonly string[] {
  return value.split(',').map((token) => token.trim().toLowerCase())
}

/** Of a body that a parser has read already, what the client said of its bytes no longer holds. */
const OF_BYTES: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'content-md5', 'digest'])
// The server has asked for the body by the time that it is here; labels are for finetap alone.
const FOR_US = /^(expect|host|x-finetap-.*)$/

export type RequestFacts = {
  readonly request: IncomingMessage
  readonly target: URL
  /** Of the proxy; they stand in for the client's. */
  readonly own: readonly (readonly [name: string, value: string])[]
  /** The length of the body, where it is not sent as the client sent it. */
  readonly length: number | undefined
}

/** The headers of the request to the target. */
export function requestHeaders({ request, target, own, length }: RequestFacts): string[] {
  const replaced = new Set(own.map(([name]) => name.toLowerCase()))
  const isCoded = request.headers['transfer-encoding'] !== undefined
  const isDropped = (name: string): boolean =>
    FOR_US.test(name) ||
    replaced.has(name) ||
    (length !== undefined && OF_BYTES.has(name)) ||
    // Who sent both would be understood in two ways.
    (isCoded && name === 'content-length')
  const passed = headersToPass(request.rawHeaders).filter(([name]) => !isDropped(name.toLowerCase()))
  const ownHost = replaced.has('host') ? [] : [['Host', target.host]]
  return [...ownHost, ...passed, ...own.filter(([, value]) => value !== ''), ...framing(request, length)].flat()
}

/** Said in every case: Node would guess by the method, and sends the body of a DELETE without any. */
function framing(request: IncomingMessage, length: number | undefined): readonly (readonly [string, string])[] {
  if (length !== undefined) return [['Content-Length', String(length)]]
  const coding = request.headers['transfer-encoding']
  if (coding !== undefined) return [['Transfer-Encoding', coding]]
  if (request.headers['content-length'] !== undefined) return []
  return request.method === 'GET' || request.method === 'HEAD' ? [] : [['Content-Length', '0']]
}
