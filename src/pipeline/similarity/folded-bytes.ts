import { foldUnit, isPicture } from '../language/lone-characters.ts'
import { unitsOf } from '../language/units.ts'

const FIRST_BEYOND_ASCII = 0x80
const SPACE = 0x20
const LINE_SEPARATOR = 0x2028
const PARAGRAPH_SEPARATOR = 0x2029
/** Stands in no UTF-8. */
const END = 0xff
/** What a code unit takes at most. */
const MOST_BYTES = 3
/** What is kept for the next texts. */
const KEPT = 256 * 1024

/** White space as a space, capital letters as small ones. */
const ASCII = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) =>
  code >= 0x09 && code <= 0x0d ? SPACE : String.fromCharCode(code).toLowerCase().charCodeAt(0),
)

/** Texts one behind the other, as they are compared: in UTF-8, without case, Unicode form (NFKC) and outer white space, single spaces within. */
export type FoldedBytes = {
  readonly reset: () => void
  /** @param head stands before the text as it is; ASCII */
  readonly add: (head: string, text: string) => void
  /** Valid until the next `reset`. */
  readonly bytes: () => Uint8Array
}

export function createFoldedBytes(): FoldedBytes {
  let bytes = Buffer.alloc(0)
  let size = 0

  function reserve(more: number): void {
    if (bytes.length >= size + more) return
    const grown = Buffer.alloc(Math.max(KEPT, 2 * (size + more)))
    grown.set(bytes.subarray(0, size))
    bytes = grown
  }

  function addNormalized(text: string): void {
    const folded = text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trimEnd()
    reserve(MOST_BYTES * folded.length + 1)
    size += bytes.write(folded, size)
  }

  return {
    reset() {
      size = 0
      if (bytes.length > KEPT) bytes = Buffer.alloc(KEPT)
    },
    add(head, text) {
      const said = text.trim()
      reserve(head.length + MOST_BYTES * said.length + 1)
      for (let index = 0; index < head.length; index += 1) bytes[size + index] = head.charCodeAt(index)
      size += head.length
      const end = fold(said, bytes, size)
      if (end === -1) addNormalized(said)
      else size = end
      bytes[size] = END
      size += 1
    },
    bytes: () => bytes.subarray(0, size),
  }
}

/** Writes a text character by character and gives the end of what it wrote; -1 where Unicode has to see the whole text. */
function fold(text: string, into: Uint8Array, start: number): number {
  const { units, size } = unitsOf(text)
  let at = start
  let last = 0
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    let unit = code
    if (code < FIRST_BEYOND_ASCII) unit = ASCII[code] ?? 0
    else {
      unit = foldUnit(code)
      if (unit === LINE_SEPARATOR || unit === PARAGRAPH_SEPARATOR) unit = SPACE
      if (unit === 0) {
        const low = units[index + 1] ?? 0
        if (!isPicture(code, low)) return -1
        at = writePair(code, low, into, at)
        index += 1
        last = 0
        continue
      }
    }
    // One comparison of both: spaces are frequent, two of them are not.
    if (((unit ^ SPACE) | (last ^ SPACE)) === 0) continue
    last = unit
    if (unit < FIRST_BEYOND_ASCII) {
      into[at] = unit
      at += 1
    } else at = writeUnit(unit, into, at)
  }
  return at
}

function writeUnit(unit: number, into: Uint8Array, start: number): number {
  let at = start
  if (unit < 0x800) into[at++] = 0xc0 | (unit >> 6)
  else {
    into[at++] = 0xe0 | (unit >> 12)
    into[at++] = 0x80 | ((unit >> 6) & 0x3f)
  }
  into[at++] = 0x80 | (unit & 0x3f)
  return at
}

function writePair(high: number, low: number, into: Uint8Array, at: number): number {
  const point = 0x1_00_00 + ((high & 0x3ff) << 10) + (low & 0x3ff)
  into[at] = 0xf0 | (point >> 18)
  into[at + 1] = 0x80 | ((point >> 12) & 0x3f)
  into[at + 2] = 0x80 | ((point >> 6) & 0x3f)
  into[at + 3] = 0x80 | (point & 0x3f)
  return at + 4
}
