import { isPicture, unitTable } from '../language/lone-characters.ts'
import { unitsOf } from '../language/units.ts'

const TAB = 0x09
const NEWLINE = 0x0a
const SPACE = 0x20
const FIRST_BEYOND_ASCII = 0x80

/** White space, and what is not seen. */
const UNTIDY = /[\s\u200b-\u200d\u2060]/
/** Characters that a tidy text may hold; others need a closer look. */
const tidyUnit = unitTable((character) => (UNTIDY.test(character) ? '' : character.normalize('NFC')))

/**
 * True when there is plainly nothing to tidy, as in most texts: neither outer white space nor spaces at line ends, no two
 * blank lines, no two spaces within a line, no carriage return, and no character that Unicode may write in another way.
 */
export function isTidy(text: string): boolean {
  const { units, size } = unitsOf(text)
  if (size === 0) return true
  let before = NEWLINE
  let breaks = 2
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    if (code < SPACE) {
      if (code === NEWLINE) {
        if (before === SPACE || breaks === 2) return false
        breaks += 1
        const start = index
        index = endOfBlanks(units, index)
        // A line of nothing but white space; a line feed stands behind the text too.
        if (index > start && units[index + 1] === NEWLINE) return false
        before = NEWLINE
        continue
      }
      // Form feeds and the like are white space at some places; a tab is fine between words.
      if (code !== TAB || before === SPACE || index === 0) return false
      before = SPACE
      continue
    }
    // One comparison of both: spaces are frequent, two of them are not.
    if (((code ^ SPACE) | (before ^ SPACE)) === 0) return false
    before = code
    breaks = 0
    if (code < FIRST_BEYOND_ASCII || tidyUnit(code) === code) continue
    if (!isPicture(code, units[index + 1] ?? 0)) return false
    index += 1
  }
  return before !== SPACE && before !== NEWLINE && units[0] !== SPACE
}

/** The place of the last blank behind `index`, or `index` itself. */
function endOfBlanks(units: Uint16Array, index: number): number {
  let end = index
  while (isBlank(units[end + 1])) end += 1
  return end
}

function isBlank(code: number | undefined): boolean {
  return code === SPACE || code === TAB
}
