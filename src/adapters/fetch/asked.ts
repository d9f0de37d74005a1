import { field } from '../../core/field.ts'
import { parseJson } from '../wire/ndjson.ts'
import type { Protocol } from '../wire/protocol.ts'
import { protocols } from '../wire/protocols.ts'

/** A request to a model, as `fetch` was given it. */
export type Asked = {
  readonly protocol: Protocol
  readonly body: unknown
  readonly url: URL
  readonly signal: AbortSignal | undefined
}

// How the paths end by which models are asked; the bodies of other requests are not looked at.
const MODEL_PATH = /\/(completions|responses|messages|chat|generate)\/?$/

/**
 * The request to a model that these arguments of `fetch` make; undefined when it is none, or none that can be told now.
 *
 * Now, because a request is copied before it is sent, and a call that is not known to be one cannot be begun. So the body
 * must be there as text or bytes, as all model clients give it. Blobs, forms, streams and the bodies of `Request` objects
 * can be read later only, and once: a second reader would need `tee()`, which buffers and changes how the body is sent.
 */
export function askedBy([input, init]: readonly unknown[]): Asked | undefined {
  try {
    if (String(field(init, 'method') ?? field(input, 'method')).toUpperCase() !== 'POST') return undefined
    const url = modelUrlIn(input)
    if (url === undefined) return undefined
    const body = bodyOf(field(init, 'body'))
    const protocol = protocols.find(({ recognises }) => recognises(url.pathname, body))
    return protocol && { protocol, body, url, signal: signalIn(init) ?? signalIn(input) }
  } catch {
    // What the app passed threw; fetch will say so.
    return undefined
  }
}

/** The last model that was asked: an app asks the same one again and again, and to parse its URL is dear. */
let last: { readonly text: string; readonly url: URL } | undefined

function modelUrlIn(input: unknown): URL | undefined {
  if (input instanceof URL) return isModel(input) ? input : undefined
  const text = typeof input === 'string' ? input : field(input, 'url')
  if (typeof text !== 'string') return undefined
  if (last?.text === text) return last.url
  // Browsers know what a path alone stands for.
  const url = URL.parse(text, 'http://localhost')
  if (url === null || !isModel(url)) return undefined
  last = { text, url }
  return url
}

function isModel({ pathname }: URL): boolean {
  return MODEL_PATH.test(pathname)
}

function bodyOf(body: unknown): unknown {
  const text = typeof body === 'string' ? body : textOf(body)
  return text === undefined ? undefined : parseJson(text)?.json
}

function textOf(body: unknown): string | undefined {
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString()
  return ArrayBuffer.isView(body) ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : undefined
}

function signalIn(value: unknown): AbortSignal | undefined {
  const signal = field(value, 'signal')
  return signal instanceof AbortSignal ? signal : undefined
}
