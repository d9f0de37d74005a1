import { crc32 } from 'node:zlib'
import type { JsonObject } from '../../../core/json.ts'
import { DIGITS, TAIL } from '../line.ts'

const FIRST_BYTES = 64 * 1_024
/** What is kept between two writes; a longer line's memory is let go. */
const KEPT_BYTES = 1_024 * 1_024
/** UTF-8 takes at most so many bytes for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3
const LINE_END = Buffer.concat([TAIL, Buffer.from('\n')])
const HEX = Buffer.from('0123456789abcdef')

/** Makes lines, one behind the other, in one piece of memory that is used again for the next write. */
export type LineBuffer = {
  /**
   * Adds one line of a segment: the record as JSON with `crc` as its last field, the CRC-32 (as in zlib) of the UTF-8
   * bytes before `,"crc":`, in 8 lower-case hexadecimal digits.
   *
   * @throws TypeError, RangeError when JSON cannot carry the record; then nothing is added.
   */
  add(record: JsonObject): void
  readonly size: () => number
  /** The first `bytes` of what was added, valid until the next `add`; the rest is dropped. */
  take(bytes: number): Buffer
}

export function createLineBuffer(): LineBuffer {
  let memory = Buffer.alloc(0)
  let size = 0

  function reserve(text: string): void {
    if (size + text.length * BYTES_PER_UNIT + LINE_END.length <= memory.length) return
    const needed = size + Buffer.byteLength(text) + LINE_END.length
    if (needed <= memory.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, FIRST_BYTES, memory.length * 2))
    memory.copy(larger, 0, 0, size)
    memory = larger
  }

  /** Of what was written of a text, as so many bytes: only one that is not ASCII can hold what is to be escaped. */
  function writeEscaped(text: string, bytes: number): number {
    const escaped = escapeLineBreaks(text)
    if (escaped === text) return bytes
    reserve(escaped)
    return memory.write(escaped, size)
  }

  return {
    add(record) {
      const text = JSON.stringify(record)
      reserve(text)
      const bytes = memory.write(text, size)
      // The tail takes the place of the closing brace.
      const end = size + (bytes === text.length ? bytes : writeEscaped(text, bytes)) - 1
      const checksum = crc32(memory.subarray(size, end))
      size = end + LINE_END.copy(memory, end)
      writeHex(memory, end + DIGITS, checksum)
    },
    size: () => size,
    take(bytes) {
      const taken = memory.subarray(0, bytes)
      if (memory.length > KEPT_BYTES) memory = Buffer.alloc(0)
      size = 0
      return taken
    },
  }
}

/** Two, by turns: lines are added to one while those of the other are written. */
export function createLineBuffers(): () => LineBuffer {
  const buffers = [createLineBuffer(), createLineBuffer()] as const
  let uses = 0
  return () => buffers[(uses += 1) % 2 === 0 ? 0 : 1]
}

/** A tenth of the time of making a string of it first. */
function writeHex(memory: Buffer, start: number, value: number): void {
  let rest = value
  for (let place = start + 7; place >= start; place -= 1) {
    memory[place] = HEX[rest & 15] ?? 0
    rest >>>= 4
  }
}

// Many readers of text, among them Node's readline and Python's splitlines, break lines at these characters too.
function escapeLineBreaks(text: string): string {
  // Three searches cost a tenth of one regular expression when there is nothing to find.
  if (!text.includes('\u2028') && !text.includes('\u2029') && !text.includes('\u0085')) return text
  return text.replace(/[\u0085\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
