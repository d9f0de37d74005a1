import type { ServerResponse } from 'node:http'
import type { AnswerHead } from '../chat-route/answers/index.ts'
import type { RouteHead } from '../chat-route/route-turn.ts'
import { addHeader } from './add-header.ts'
import { headOf } from './head-of.ts'
import { classMethodOf, method, methodOf, replaceMethods, type Method } from './replace-methods.ts'

/** Told of an answer as it is written. None of it may throw. */
export type ResponseTap = {
  /** Its head is about to be written, or was sent in a way that nobody could see. Gives what is to be added to it. */
  head(head: AnswerHead): RouteHead | undefined
  /** That head could not be written; the route is told, and may write another. */
  unsent(): void
  chunk(bytes: Uint8Array): void
  /** The route has ended it. */
  done(): void
  /** The connection is gone before that, or the route has destroyed it. */
  closed(): void
}

const TAPPED: unique symbol = Symbol('finetap.tapped')

type Tapped = ServerResponse & { readonly [TAPPED]?: Tapping }

/** What the methods of an answer know of it. */
class Tapping {
  readonly tap: ResponseTap
  readonly #response: ServerResponse
  readonly writeHead: Method
  readonly write: Method
  readonly end: Method
  isHeadSeen = false
  told = 0

  constructor(response: ServerResponse, tap: ResponseTap) {
    this.tap = tap
    this.#response = response
    this.writeHead = methodOf(response, 'writeHead')
    this.write = methodOf(response, 'write')
    this.end = methodOf(response, 'end')
  }

  head(values: readonly unknown[]): RouteHead | undefined {
    this.isHeadSeen = true
    return this.tap.head(headOf(this.#response, values))
  }

  /** The values to write the head with. */
  added(added: RouteHead | undefined, values: readonly unknown[]): readonly unknown[] {
    return added === undefined ? values : addHeader(this.#response, values, added.header, added.id)
  }

  unsent(added: RouteHead | undefined): void {
    this.isHeadSeen = this.#response.headersSent
    if (this.isHeadSeen) return
    if (added !== undefined) this.#response.removeHeader(added.header)
    this.tap.unsent()
  }

  tell(chunk: unknown, encoding: unknown): void {
    const bytes = bytesOf(chunk, encoding)
    if (bytes === undefined) return
    this.told += 1
    this.tap.chunk(bytes)
  }
}

/**
 * Taps an answer in place, by its own methods: they get what the route gave them, in the form in which it did, and give
 * back what they always do, so that backpressure, callbacks and errors are the route's own affair. Once for each answer.
 */
export function tapResponse(response: ServerResponse, tap: ResponseTap): void {
  replaceMethods(response, TAPPED, new Tapping(response, tap), METHODS)
  response.once('close', () => tap.closed())
}

const METHODS = [
  method(function writeHead(this: Tapped, ...values: readonly unknown[]): unknown {
    const tapping = this[TAPPED]
    if (tapping === undefined) return Reflect.apply(classMethodOf(this, 'writeHead'), this, values)
    if (tapping.isHeadSeen) return Reflect.apply(tapping.writeHead, this, values)
    const added = tapping.head(values)
    try {
      return Reflect.apply(tapping.writeHead, this, tapping.added(added, values))
    } catch (error) {
      tapping.unsent(added)
      throw error
    }
  }),
  // Both write the head by `writeHead`, but not before they have seen that they can write the chunk.
  method(function write(this: Tapped, ...values: readonly unknown[]): unknown {
    const tapping = this[TAPPED]
    if (tapping === undefined) return Reflect.apply(classMethodOf(this, 'write'), this, values)
    const isFree = Reflect.apply(tapping.write, this, values)
    if (!tapping.isHeadSeen) tapping.head([])
    tapping.tell(values[0], values[1])
    return isFree
  }),
  method(function end(this: Tapped, ...values: readonly unknown[]): unknown {
    const tapping = this[TAPPED]
    if (tapping === undefined) return Reflect.apply(classMethodOf(this, 'end'), this, values)
    const before = tapping.told
    const ended = Reflect.apply(tapping.end, this, values)
    if (!tapping.isHeadSeen) tapping.head([])
    // Responses of HTTP/2, and what others make of `end`, write its chunk by `write`.
    if (tapping.told === before) tapping.tell(values[0], values[1])
    tapping.tap.done()
    return ended
  }),
]

function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk !== 'string' || chunk === '') return undefined
  return Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8')
}
