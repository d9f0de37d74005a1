import { isPicture, unitTable } from '../language/lone-characters.ts'
import { unitsOf } from '../language/units.ts'

const TAB = 0x09
const NEWLINE = 0x0a
const SPACE = 0x20

/** White space, and what is not seen. */
const UNTIDY = /[\s\u200b-\u200d\u2060]/
const tidyUnit = unitTable((character) => (UNTIDY.test(character) ? '' : character.normalize('NFC')))

/** Of a code unit: it may stand anywhere. */
const PLAIN = 0
/** A space: one of them is fine between words. */
const BLANK = 1
/** Needs a look at what stands beside it. */
const SPECIAL = 2
/** Nobody asked yet. */
const UNKNOWN = 6
const kinds = new Uint8Array(0x1_00_00).fill(UNKNOWN).fill(SPECIAL, 0, SPACE).fill(PLAIN, SPACE, 0x80)
kinds[SPACE] = BLANK

/**
 * True when there is plainly nothing to tidy, as in most texts: neither outer white space nor spaces at line ends, no two
 * blank lines, no two spaces within a line, no carriage return, and no character that Unicode may write in another way.
 */
export function isTidy(text: string): boolean {
  const { units, size } = unitsOf(text)
  if (size === 0) return true
  if (isWhite(units[0]) || isWhite(units[size - 1])) return false
  let before = PLAIN
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    const kind = kinds[code] ?? 0
    // One question for both: spaces are frequent, two of them are not.
    if (((kind & SPECIAL) | (kind & before)) === 0) {
      before = kind
      continue
    }
    const behind = endOfSpecial(units, index)
    if (behind === index) return false
    index = behind - 1
    before = PLAIN
  }
  return true
}

/** The place behind something special, where it is fine; else its own. A line feed stands behind the text. */
function endOfSpecial(units: Uint16Array, index: number): number {
  const code = units[index] ?? 0
  const next = units[index + 1] ?? 0
  if (code === NEWLINE || code === TAB) {
    if (units[index - 1] === SPACE) return index
    if (code === TAB) return isWhite(next) ? index : index + 1
    return next === NEWLINE && units[index + 2] === NEWLINE ? index : endOfIndent(units, index)
  }
  if (code <= SPACE) return index
  if (isPlain(code)) return index + 1
  return isPicture(code, next) ? index + 2 : index
}

/** The place behind the blanks at the start of a line; that of the line feed where the line has nothing else. */
function endOfIndent(units: Uint16Array, newline: number): number {
  let end = newline + 1
  while (units[end] === SPACE || units[end] === TAB) end += 1
  return end > newline + 1 && units[end] === NEWLINE ? newline : end
}

function isWhite(code: number | undefined): boolean {
  return code === SPACE || code === NEWLINE || code === TAB
}

/** True for a character that is seen, and that Unicode writes in one way only, whatever stands beside it. */
function isPlain(code: number): boolean {
  if (kinds[code] === UNKNOWN) kinds[code] = tidyUnit(code) === code ? PLAIN : SPECIAL
  return kinds[code] === PLAIN
}
