import { codeUnitAt } from '../../../core/code-unit.ts'
/**
 * Takes a word: `print` is a number that equal words have in common, whatever their case; `weight` what it counts for: 10,
 * or less where each character is a word of its own. `true` ends the reading.
 */
type WordVisitor = (print: number, weight: number, start: number, end: number) => boolean

const OTHER = 0
const LETTER = 1
/** A character of a script that writes no spaces. */
const UNSPACED = 2

/** A longer run of letters counts as several words: an address or a key is no single one. */
const LONGEST_WORD = 16
export const WORD_WEIGHT = 10
/** Two and a half characters of Chinese say as much as a word. */
const UNSPACED_WEIGHT = 4

/** By character code. Made once: to look it up takes a third of the time of the comparisons. */
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, code) => kindOf(code))

/** Shows the words of a text in their order, until the visitor says `true`. Says whether it did. */
export function someWord(text: string, visit: WordVisitor): boolean {
  const lower = text.toLowerCase()
  let index = 0
  while (index < lower.length) {
    const start = index
    const code = codeUnitAt(lower, start)
    const kind = KINDS[code]
    index += 1
    if (kind === OTHER) continue
    // FNV-1a over the character codes.
    let print = Math.imul(0x811c9dc5 ^ code, 0x01000193)
    const most = kind === LETTER ? Math.min(lower.length, start + LONGEST_WORD) : index
    while (index < most && KINDS[codeUnitAt(lower, index)] === LETTER) {
      print = Math.imul(print ^ codeUnitAt(lower, index), 0x01000193)
      index += 1
    }
    if (visit(print, kind === LETTER ? WORD_WEIGHT : UNSPACED_WEIGHT, start, index)) return true
  }
  return false
}

function kindOf(code: number): number {
  if (code < 0x80) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ? LETTER : OTHER
  if (code < 0xc0 || isPunctuation(code)) return OTHER
  return isUnspaced(code) ? UNSPACED : LETTER
}

/** General punctuation, signs and drawings; those of Chinese and Japanese; their wide forms of Latin ones. */
function isPunctuation(code: number): boolean {
  return (code >= 0x2000 && code <= 0x2e7f) || (code >= 0x3000 && code <= 0x303f) || (code >= 0xff00 && code <= 0xff65)
}

/** Thai and Lao, Burmese, Khmer; Chinese characters and kana. Korean has spaces. */
function isUnspaced(code: number): boolean {
  if (code < 0x2e80) {
    return (
      (code >= 0x0e00 && code <= 0x0eff) || (code >= 0x1000 && code <= 0x109f) || (code >= 0x1780 && code <= 0x17ff)
    )
  }
  return code <= 0x9fff || (code >= 0xf900 && code <= 0xfaff)
}
