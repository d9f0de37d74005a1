import type { FeedbackAnswer } from './answer.ts'
import type { FeedbackAsked } from './asked.ts'
import { badJson, brokenOff, notJson, tooLarge, usedBody } from './refusals.ts'

type Json = { readonly value: unknown } | { readonly refused: FeedbackAnswer }

/** The JSON value of a body, whoever has parsed it. */
export async function readJson(asked: FeedbackAsked<unknown>, largestBytes: number): Promise<Json> {
  if (!isJson(asked.header('content-type'))) return { refused: notJson() }
  if (Number(asked.header('content-length') ?? 0) > largestBytes) return { refused: tooLarge(largestBytes) }
  const body = await asked.body(largestBytes)
  switch (body.kind) {
    case 'value':
      return fromValue(body.value, largestBytes)
    case 'bytes':
      return isPlain(asked.header('content-encoding')) ? parse(body.bytes) : { refused: notJson() }
    case 'too_large':
      return { refused: tooLarge(largestBytes) }
    case 'used':
      return { refused: usedBody() }
    case 'gone':
      return { refused: brokenOff() }
  }
}

// A plain form of a foreign page cannot say so without the browser asking first.
function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}

function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.trim().toLowerCase() === 'identity'
}

/** Some apps have bodies parsed as text or bytes, whatever their type. */
function fromValue(value: unknown, largestBytes: number): Json {
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) return { value }
  return value.length > largestBytes ? { refused: tooLarge(largestBytes) } : parse(value)
}

function parse(body: string | Uint8Array): Json {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body)
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return { refused: badJson() }
  }
}
