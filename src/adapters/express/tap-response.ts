import type { ServerResponse } from 'node:http'
import type { AnswerHead } from '../chat-route/answers/index.ts'
import { headOf } from './head-of.ts'

/** Told of an answer as it is written. None of it may throw. */
export type ResponseTap = {
  /** Its head is about to be written, or was sent in a way that nobody could see. */
  readonly head: (head: AnswerHead) => void
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

  function head(values: readonly unknown[] = []): void {
    if (isHeadSeen) return
    isHeadSeen = true
    tap.head(headOf(response, values))
  }
  replace(response, 'writeHead', (original, values) => {
    head(values)
    return original(values)
  })
  replace(response, 'write', (original, values) => {
    head()
    // First, so that what is wrong with it is said to the route before anybody else looks at it.
    const isFree = original(values)
    tell(values, tap)
    return isFree
  })
  replace(response, 'end', (original, values) => {
    head()
    const ended = original(values)
    tell(values, tap)
    tap.done()
    return ended
  })
  response.once('close', tap.closed)
}

function tell([chunk, encoding]: readonly unknown[], tap: ResponseTap): void {
  if (chunk instanceof Uint8Array) tap.chunk(chunk)
  if (typeof chunk !== 'string' || chunk === '') return
  tap.chunk(Buffer.from(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8'))
}

type Method = 'writeHead' | 'write' | 'end'
type Call = (values: readonly unknown[]) => unknown

function replace(
  response: ServerResponse,
  name: Method,
  run: (original: Call, values: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(response, name)
  if (typeof original !== 'function') return
  const named = {
    [name](this: unknown, ...values: readonly unknown[]): unknown {
      return run((given) => Reflect.apply(original, this, given), values)
    },
  }
  // As a method of a class is: not listed among the properties of the response.
  Reflect.defineProperty(response, name, { value: named[name], writable: true, configurable: true })
}
