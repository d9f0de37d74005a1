import { TooLargeError } from '../../middleware/answer-size.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const NOTHING = Buffer.alloc(0)
const SMALLEST_CARRY = 256
// A larger one is let go of behind its line.
const LARGEST_IDLE_CARRY = 64 * 1_024

/** What one event may hold in memory, in bytes, unless a parser is told otherwise. */
export const LARGEST_EVENT: number = 16 * 1_024 * 1_024

/** Takes a line without its end: `bytes` from `start` to `end`, valid during the call only. */
export type TakeLine = (bytes: Buffer, start: number, end: number) => void

/**
 * Cuts a stream of bytes into lines that end in LF, CR or CRLF, however it is chunked; no byte is looked at twice. Keeps
 * the beginning of one line at most, and throws `TooLargeError` when a line is larger than there is room for.
 */
export class ByteLines {
  readonly #take: TakeLine
  readonly #room: () => number
  #carry: Buffer = NOTHING
  #carried = 0
  #isFirst = true
  /** The chunk before ended in CR: a LF that comes next belongs to it. */
  #skipsFeed = false

  /** @param room how many bytes the next line may have */
  constructor(take: TakeLine, room: () => number) {
    this.#take = take
    this.#room = room
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = this.#skipsFeed && bytes[0] === LINE_FEED ? 1 : 0
    this.#skipsFeed = false
    let feed = indexOf(bytes, LINE_FEED, start)
    let back = indexOf(bytes, CARRIAGE_RETURN, start)
    for (let end = Math.min(feed, back); end !== Infinity; end = Math.min(feed, back)) {
      this.#line(bytes, start, end)
      start = end + 1
      if (end === back) {
        back = indexOf(bytes, CARRIAGE_RETURN, start)
        if (start === bytes.length) this.#skipsFeed = true
        else if (bytes[start] === LINE_FEED) start += 1
      }
      if (feed < start) feed = indexOf(bytes, LINE_FEED, start)
    }
    if (start < bytes.length) this.#keep(bytes, start, bytes.length)
  }

  /** Gives the line that has no end, if there is one. */
  rest(): void {
    if (this.#carried > 0) this.#giveCarried()
  }

  get hasRest(): boolean {
    return this.#carried > 0
  }

  #line(bytes: Buffer, start: number, end: number): void {
    if (this.#carried === 0) return this.#give(bytes, start, end)
    this.#keep(bytes, start, end)
    this.#giveCarried()
  }

  #giveCarried(): void {
    const end = this.#carried
    const carry = this.#carry
    this.#carried = 0
    if (carry.length > LARGEST_IDLE_CARRY) this.#carry = NOTHING
    this.#give(carry, 0, end)
  }

  #give(bytes: Buffer, start: number, end: number): void {
    if (end - start > this.#room()) this.#refuse(end - start)
    const isMarked = this.#isFirst && bytes.subarray(start, start + 3).equals(BYTE_ORDER_MARK)
    this.#isFirst = false
    this.#take(bytes, isMarked ? start + 3 : start, end)
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    const length = this.#carried + end - start
    if (length > this.#room()) this.#refuse(length)
    if (length > this.#carry.length) {
      // Doubled, so that a line that comes byte by byte is not copied with each of them.
      const grown = Buffer.allocUnsafe(Math.max(length, this.#carry.length * 2, SMALLEST_CARRY))
      this.#carry.copy(grown, 0, 0, this.#carried)
      this.#carry = grown
    }
    bytes.copy(this.#carry, this.#carried, start, end)
    this.#carried = length
  }

  #refuse(length: number): never {
    this.#carry = NOTHING
    this.#carried = 0
    throw new TooLargeError(`an event of the stream is too large: another ${length} bytes do not fit`)
  }
}

function indexOf(bytes: Buffer, byte: number, from: number): number {
  // Before the call out of JavaScript: behind nearly every line comes a blank one, or the end.
  if (from >= bytes.length) return Infinity
  if (bytes[from] === byte) return from
  const index = bytes.indexOf(byte, from)
  return index === -1 ? Infinity : index
}
