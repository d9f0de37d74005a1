import { TOKEN_SHAPES } from '../detectors/secret/token-shapes.ts'
import { LONG, MIXED, TOKEN } from './bits.ts'
import { CHARACTERS, codeAt, IN_TOKEN, IS_DIGIT, IS_LETTER, placeOf, PLACES } from './characters.ts'

/** Of an address, and of a token with its prefix: shorter pieces are no sign of anything. */
const SHORTEST_MIXED = 14
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

/**
 * The signs of what stands in one piece. Most pieces are short words: a look at where a long one would end passes over them
 * without reading all of their letters.
 */
export function signsOfRuns(text: string): number {
  let signs = 0
  const { length } = text
  for (let start = 0; start + SHORTEST_MIXED <= length;) {
    let index = start + SHORTEST_MIXED - 1
    while (index >= start && ((CHARACTERS[text.charCodeAt(index)] ?? 0) & IN_TOKEN) !== 0) index -= 1
    if (index >= start) {
      start = index + 1
      continue
    }
    let end = start + SHORTEST_MIXED
    while (end < length && ((CHARACTERS[text.charCodeAt(end)] ?? 0) & IN_TOKEN) !== 0) end += 1
    signs |= signsOfRun(text, start, end)
    start = end + 1
  }
  return signs
}

function signsOfRun(text: string, start: number, end: number): number {
  let signs = end - start >= SHORTEST_LONG ? LONG : 0
  const mayBeToken = end - start >= SHORTEST_TOKEN
  // `\nsk-…`
  if (mayBeToken && codeAt(text, start - 1) === 0x5c && beginsToken(text, start + 1)) signs |= TOKEN
  let word = start
  let hasDigit = false
  for (let index = start; index < end; index += 1) {
    const bits = CHARACTERS[text.charCodeAt(index)] ?? 0
    if ((bits & (IS_DIGIT | IS_LETTER)) === 0) {
      signs |= signOfWord(index - word, hasDigit)
      word = index + 1
      hasDigit = false
    } else {
      hasDigit ||= (bits & IS_DIGIT) !== 0
      if (index === word && mayBeToken && beginsToken(text, index)) signs |= TOKEN
    }
  }
  return signs | signOfWord(end - word, hasDigit)
}

function signOfWord(length: number, hasDigit: boolean): number {
  return length >= SHORTEST_MIXED && (hasDigit || length >= SHORTEST_OF_LETTERS) ? MIXED : 0
}

function beginsToken(text: string, index: number): boolean {
  if (BEGINNINGS[placeOf(codeAt(text, index), codeAt(text, index + 1), codeAt(text, index + 2))] === 0) return false
  return PREFIXES.some((prefix) => text.startsWith(prefix, index))
}
