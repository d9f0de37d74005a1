import { decodeBody, type BodyDecoder } from './decode-body.ts'

/** Where the plain bytes of an answer go. */
export type PlainSink = {
  readonly chunk: (bytes: Uint8Array) => void
  /** It is not coded as its head says. */
  readonly failed: (error: unknown) => void
}

/**
 * The body of an answer, as it is sent, and how it ends. What is coded is decoded a moment later, and by then the reader
 * may have left an answer that is whole: the first end counts.
 */
export class DecodedBody {
  readonly #decoder: BodyDecoder | undefined
  #end: (() => void) | undefined
  #isBroken = false

  constructor(encoding: string | undefined, { chunk, failed }: PlainSink) {
    const over = (): void => this.#end?.()
    this.#decoder = decodeBody(encoding, {
      chunk,
      done: over,
      failed: (error) => (this.#isBroken ? over() : failed(error)),
    })
  }

  /** False when it is coded in a way that is not known. */
  get isReadable(): boolean {
    return this.#decoder !== undefined
  }

  /** True once it was told how it ends. */
  get isEnded(): boolean {
    return this.#end !== undefined
  }

  chunk(bytes: Uint8Array): void {
    this.#decoder?.chunk(bytes)
  }

  /** It is whole. `then` is called when all of it is decoded. */
  ended(then: () => void): void {
    if (this.isEnded) return
    this.#end = then
    this.#decoder?.done()
  }

  /** It was broken off. `then` is called when what can be decoded is. */
  broken(then: () => void): void {
    if (this.isEnded) return
    this.#end = then
    this.#isBroken = true
    this.#decoder?.failed()
  }
}
