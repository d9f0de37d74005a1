import { codeUnitAt } from '../../core/code-unit.ts'
import { foldUnit, isPicture } from '../language/lone-characters.ts'
import { unitsOf } from '../language/units.ts'

const FIRST_CAPACITY = 16 * 1024
/** What is kept for the next texts, in code units. */
const KEPT = 128 * 1024
const FIRST_BEYOND_ASCII = 0x80
const SPACE = 0x20
const LINE_SEPARATOR = 0x2028
const PARAGRAPH_SEPARATOR = 0x2029

/** Stands behind each text and in none: it is no character. */
export const END = 0xffff
const REPLACEMENT = '\ufffd'

const GAP = /[ \n]/g
const LEAST_STRETCH = 64

/** White space as a space, capital letters as small ones. */
const ASCII = Uint8Array.from({ length: FIRST_BEYOND_ASCII }, (_, code) =>
  code >= 0x09 && code <= 0x0d ? SPACE : String.fromCharCode(code).toLowerCase().charCodeAt(0),
)

/**
 * Texts one behind the other, as they are compared: code units without case, Unicode form (NFKC) and outer white space,
 * single spaces within. What stands behind `size` means nothing.
 */
export type FoldedText = { units: Uint16Array; size: number }

export function createFoldedText(): FoldedText {
  return { units: new Uint16Array(FIRST_CAPACITY), size: 0 }
}

export function clearFolded(folded: FoldedText): void {
  folded.size = 0
  if (folded.units.length > KEPT) folded.units = new Uint16Array(FIRST_CAPACITY)
}

/** Adds a unit as it is. */
export function addUnit(folded: FoldedText, unit: number): void {
  reserve(folded, 1)
  folded.units[folded.size] = unit
  folded.size += 1
}

/** Adds a text, and an `END` behind it. */
export function addFolded(folded: FoldedText, text: string): void {
  const said = text.trim()
  const start = folded.size
  if (!fold(said, folded)) foldByStretches(said, folded)
  if (folded.size > start && folded.units[folded.size - 1] === SPACE) folded.size -= 1
  addUnit(folded, END)
}

/** The bytes of some units, as they lie in memory. */
export function foldedBytes({ units }: FoldedText, start: number, end: number): Uint8Array {
  const { BYTES_PER_ELEMENT } = Uint16Array
  return new Uint8Array(units.buffer, start * BYTES_PER_ELEMENT, (end - start) * BYTES_PER_ELEMENT)
}

function reserve(folded: FoldedText, more: number): void {
  if (folded.units.length >= folded.size + more) return
  const grown = new Uint16Array(2 * (folded.size + more))
  grown.set(folded.units.subarray(0, folded.size))
  folded.units = grown
}

/**
 * Nothing reaches beyond an ASCII space or line feed: no form of Unicode joins what stands on its two sides, and a Greek
 * sigma asks no further whether it ends a word. So Unicode has to see but a stretch around an odd character.
 */
function foldByStretches(text: string, folded: FoldedText): void {
  for (let start = 0; start < text.length;) {
    GAP.lastIndex = start + LEAST_STRETCH
    const end = GAP.exec(text)?.index ?? text.length
    const stretch = text.slice(start, end)
    if (!fold(stretch, folded)) addNormalized(stretch, folded)
    start = end
  }
}

function addNormalized(text: string, folded: FoldedText): void {
  const normal = text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').replaceAll('\uffff', REPLACEMENT)
  const isSecondSpace = normal.startsWith(' ') && folded.units[folded.size - 1] === SPACE
  for (let index = isSecondSpace ? 1 : 0; index < normal.length; index += 1) addUnit(folded, codeUnitAt(normal, index))
}

/**
 * Writes a text character by character; nothing where Unicode has to see characters beside one another.
 *
 * @returns false for nothing
 */
function fold(text: string, folded: FoldedText): boolean {
  reserve(folded, text.length)
  const { units, size } = unitsOf(text)
  const into = folded.units
  let at = folded.size
  let last = into[at - 1] ?? 0
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    let unit = code
    if (code < FIRST_BEYOND_ASCII) unit = ASCII[code] ?? 0
    else {
      unit = foldUnit(code)
      if (unit === LINE_SEPARATOR || unit === PARAGRAPH_SEPARATOR) unit = SPACE
      if (unit === 0) {
        const low = units[index + 1] ?? 0
        if (!isPicture(code, low)) return false
        into[at] = code
        at += 1
        index += 1
        unit = low
      }
    }
    // One comparison of both: spaces are frequent, two of them are not.
    if (((unit ^ SPACE) | (last ^ SPACE)) === 0) continue
    last = unit
    into[at] = unit
    at += 1
  }
  folded.size = at
  return true
}
