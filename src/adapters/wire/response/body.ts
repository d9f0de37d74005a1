import { field } from '../../../core/field.ts'
import { tapIterator } from '../../../middleware/stream-tap.ts'
import type { BodyTap } from './body-tap.ts'
import { tapBytes, type TappedBytes } from './tap-bytes.ts'
import { isNodeStream, tapNodeStream } from './tap-node-stream.ts'
import type { Seen } from './whole-readers.ts'

/** The body of a response that is followed. */
export class Body {
  readonly #response: object
  readonly #tap: BodyTap
  readonly #cloned: (clone: object) => void
  readonly #own: () => unknown
  #tapped: TappedBytes | undefined
  #isRead = false
  #isWalked = false

  /** Made before anything of the response is replaced. */
  constructor(response: object, tap: BodyTap, cloned: (clone: object) => void) {
    this.#response = response
    this.#tap = tap
    this.#cloned = cloned
    this.#own = ownBody(response)
  }

  /** In the place of the response's own stream. */
  stream(): unknown {
    const own = this.#own()
    if (this.#isRead) return own
    if (!(own instanceof ReadableStream)) return this.#walked(own)
    if (this.#tapped === undefined && !own.locked) this.#tapped = tapBytes(() => this.#source(own), this.#tap)
    return this.#tapped?.stream ?? own
  }

  /** Runs a method of the response that reads the body at once. */
  read(run: () => unknown, seen: Seen): unknown {
    this.#settle()
    if (this.#isRead || this.#tapped?.isOpen() === true || field(this.#response, 'bodyUsed') === true) return run()
    this.#isRead = true
    this.#tap.asked()
    const reading = run()
    return reading instanceof Promise ? this.#follow(reading, seen) : reading
  }

  clone(run: () => unknown): unknown {
    this.#settle()
    const clone = run()
    if (typeof clone === 'object' && clone !== null) this.#cloned(clone)
    return clone
  }

  /** Other packages have streams of Node there, and tests of an app what can be walked through: tapped as they are. */
  #walked(own: unknown): unknown {
    if (this.#isWalked) return own
    this.#isWalked = true
    if (isNodeStream(own)) tapNodeStream(own, this.#tap)
    else if (isAsyncIterable(own)) tapIterable(own, this.#tap)
    return own
  }

  /** Where the app has locked the tapped stream, the response must find its own locked: it has an error for that. */
  #settle(): void {
    if (this.#tapped?.stream.locked === true && field(this.#own(), 'locked') === false) this.#tapped.open()
  }

  async #follow(reading: Promise<unknown>, seen: Seen): Promise<unknown> {
    try {
      const value = await reading
      seen(this.#tap, value)
      return value
    } catch (error) {
      this.#tap.failed(error)
      throw error
    }
  }

  // A clone gives the response another one.
  #source(first: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const own = this.#own()
    return own instanceof ReadableStream ? own : first
  }
}

/** The stream as the response itself has it, now and later. */
function ownBody(response: object): () => unknown {
  if (!Object.hasOwn(response, 'body')) {
    const prototype = Reflect.getPrototypeOf(response) ?? {}
    return () => Reflect.get(prototype, 'body', response)
  }
  const own: unknown = Reflect.get(response, 'body')
  return () => own
}

/** How it is walked through is replaced, on the object itself. */
function tapIterable(own: AsyncIterable<Uint8Array>, tap: BodyTap): void {
  const begin = own[Symbol.asyncIterator].bind(own)
  const value = (): AsyncIterator<Uint8Array> => tapIterator(begin(), tap)
  Reflect.defineProperty(own, Symbol.asyncIterator, { value, configurable: true, writable: true })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<Uint8Array> {
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, Symbol.asyncIterator) === 'function'
}
