import { TOKEN_SHAPES } from '../detectors/secret/token-shapes.ts'
import { LONG, MIXED, TOKEN } from './bits.ts'
import { bitsBefore, codeAt, codeBefore, IN_TOKEN, IS_DIGIT, IS_LETTER, placeOf, PLACES } from './characters.ts'

/** Of an address, and of a token with its prefix: shorter pieces are no sign of anything. */
export const SHORTEST_PIECE = 14
const SHORTEST_OF_LETTERS = 26
const SHORTEST_TOKEN = 15
const SHORTEST_LONG = 34

const PREFIXES = [...new Set(TOKEN_SHAPES.flatMap(({ prefixes }) => prefixes))]
/** How they begin. */
const BEGINNINGS = new Uint8Array(PLACES)
for (const prefix of PREFIXES) {
  for (let any = 0; any < 32; any += 1) {
    const third = prefix.length > 2 ? codeAt(prefix, 2) : any
    BEGINNINGS[placeOf(codeAt(prefix, 0), codeAt(prefix, 1), third)] = 1
  }
}

/** The signs of letters and digits in one piece, which has `SHORTEST_PIECE` of them or more. */
export function signsOfPiece(text: string, start: number): number {
  const { length } = text
  // `\nsk-…`
  let isToken = codeBefore(text, start - 1) === 0x5c && beginsToken(text, start + 1)
  let signs = 0
  let word = start
  let seen = 0
  let index = start
  for (; ; index += 1) {
    const bits = index < length ? bitsBefore(text, index) : 0
    seen |= bits
    if ((bits & (IS_DIGIT | IS_LETTER)) !== 0) continue
    if (isMixed(index - word, seen)) signs |= MIXED
    isToken ||= index > word + 1 && word + 2 < length && beginsToken(text, word)
    if ((bits & IN_TOKEN) === 0) break
    word = index + 1
    seen = 0
  }
  if (isToken && index - start >= SHORTEST_TOKEN) signs |= TOKEN
  return index - start >= SHORTEST_LONG ? signs | LONG : signs
}

function isMixed(length: number, bits: number): boolean {
  return length >= SHORTEST_OF_LETTERS || (length >= SHORTEST_PIECE && (bits & IS_DIGIT) !== 0)
}

function beginsToken(text: string, index: number): boolean {
  if (BEGINNINGS[placeOf(codeBefore(text, index), codeBefore(text, index + 1), codeBefore(text, index + 2))] === 0)
    return false
  return PREFIXES.some((prefix) => text.startsWith(prefix, index))
}
