const BYTE_ORDER_MARK = '\uFEFF'
// The mark is taken off by hand: decoders of node look for it in later pieces, too.
const AS_IT_IS = { ignoreBOM: true }
// Made once: one costs more than to decode a whole answer of the usual size.
const whole = new TextDecoder('utf-8', AS_IT_IS)
const FIRST_OF_SEVERAL = 0x80

/** Decodes bytes of UTF-8 in pieces that may be cut anywhere, as a `TextDecoder` with `stream` does. */
export class ChunkDecoder {
  /** From the first piece on that may end within a character. */
  #decoder: InstanceType<typeof TextDecoder> | undefined
  #isFirst = true

  decode(bytes: Uint8Array): string {
    const last = bytes.at(-1)
    if (last === undefined) return ''
    if (this.#decoder === undefined && last < FIRST_OF_SEVERAL) return this.#unmarked(whole.decode(bytes))
    this.#decoder ??= new TextDecoder('utf-8', AS_IT_IS)
    return this.#unmarked(this.#decoder.decode(bytes, { stream: true }))
  }

  /** What is left of a character that was cut off. */
  end(): string {
    return this.#unmarked(this.#decoder?.decode() ?? '')
  }

  #unmarked(text: string): string {
    if (!this.#isFirst || text === '') return text
    this.#isFirst = false
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  }
}
