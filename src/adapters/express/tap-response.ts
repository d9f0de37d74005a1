import type { ServerResponse } from 'node:http'
import type { AnswerHead } from '../chat-route/answers/index.ts'
import type { RouteHead } from '../chat-route/route-turn.ts'
import { addHeader } from './add-header.ts'
import { headOf } from './head-of.ts'
import { replaceMethod } from './replace-method.ts'

/** Told of an answer as it is written. None of it may throw. */
export type ResponseTap = {
  /** Its head is about to be written, or was sent in a way that nobody could see. Gives what is to be added to it. */
  readonly head: (head: AnswerHead) => RouteHead | undefined
  /** That head could not be written; the route is told, and may write another. */
  readonly unsent: () => void
  readonly chunk: (bytes: Uint8Array) => void
  /** The route has ended it. */
  readonly done: () => void
  /** The connection is gone before that, or the route has destroyed it. */
  readonly closed: () => void
}

/**
 * Taps an answer in place, by its own methods: they get what the route gave them, in the form in which it did, and give
 * back what they always do, so that backpressure, callbacks and errors are the route's own affair.
 */
export function tapResponse(response: ServerResponse, tap: ResponseTap): void {
  let isHeadSeen = false
  let told = 0

  function head(values: readonly unknown[]): RouteHead | undefined {
    isHeadSeen = true
    return tap.head(headOf(response, values))
  }
  function tell([chunk, encoding]: readonly unknown[]): void {
    const bytes = bytesOf(chunk, encoding)
    if (bytes === undefined) return
    told += 1
    tap.chunk(bytes)
  }
  replaceMethod(response, 'writeHead', (original, values) => {
    if (isHeadSeen) return original(values)
    const added = head(values)
    try {
      return original(added === undefined ? values : addHeader(response, values, added.header, added.id))
    } catch (error) {
      isHeadSeen = response.headersSent
      if (added !== undefined && !isHeadSeen) response.removeHeader(added.header)
      if (!isHeadSeen) tap.unsent()
      throw error
    }
  })
  // Both write the head by `writeHead`, but not before they have seen that they can write the chunk.
  replaceMethod(response, 'write', (original, values) => {
    const isFree = original(values)
    if (!isHeadSeen) head([])
    tell(values)
    return isFree
  })
  replaceMethod(response, 'end', (original, values) => {
    const before = told
    const ended = original(values)
    if (!isHeadSeen) head([])
    // Responses of HTTP/2, and what others make of `end`, write its chunk by `write`.
    if (told === before) tell(values)
    tap.done()
    return ended
  })
  response.once('close', tap.closed)
}

function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string' || chunk === '') return undefined
  return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
}
