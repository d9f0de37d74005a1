import { bitsAt, bitsBefore, BESIDE_VALUE, codeAt, codeBefore, ENDS_VALUE, placeOf, PLACES } from './characters.ts'

/**
 * The last three letters of words such as "password", "token" and "key", in every language of which the detector of
 * secrets knows them in Latin letters. `?`: any.
 */
const LAST_LETTERS = 'ord swd pwd ?pw ase ode sse ass ort ret ?ña nha ken ial key yid'.split(' ')
const ENDINGS = new Uint8Array(PLACES)
for (const letters of LAST_LETTERS) {
  for (let any = 0; any < 32; any += 1) {
    const first = letters.startsWith('?') ? any : codeAt(letters, 0)
    ENDINGS[placeOf(first, codeAt(letters, 1), codeAt(letters, 2))] = 1
  }
}

const MOST_BEFORE_VALUE = 8
const SHORTEST_VALUE = 6

/** False only when what ends before `end`, but for quotes and white space, is no name of a secret. */
export function mayEndSecretName(text: string, end: number): boolean {
  let last = end - 1
  while ((bitsBefore(text, last) & BESIDE_VALUE) !== 0) last -= 1
  const code = codeBefore(text, last)
  return code >= 0x80 || endsLikeName(text, last) || ((code | 0x20) === 0x73 && endsLikeName(text, last - 1))
}

function endsLikeName(text: string, last: number): boolean {
  const third = codeBefore(text, last)
  const second = codeBefore(text, last - 1)
  const first = codeBefore(text, last - 2)
  if (ENDINGS[placeOf(first, second, third)] === 1) return true
  // "key id" and "key_id"; "order_id" is none.
  const isId = (third | 0x20) === 0x64 && (second | 0x20) === 0x69
  return isId && (first === 0x20 || first === 0x2d || first === 0x5f) && (codeBefore(text, last - 3) | 0x20) === 0x79
}

/** False only when no value of a secret begins at `start`, nor within the JSON object or list that begins there. */
export function mayBeginSecret(text: string, start: number): boolean {
  return isLong(text, behindShortGap(text, start)) || mayBeginInJson(text, start)
}

function behindShortGap(text: string, start: number): number {
  let index = start
  for (let count = 0; count < MOST_BEFORE_VALUE && (bitsAt(text, index) & BESIDE_VALUE) !== 0; count += 1) {
    index += codeAt(text, index) === 0x5c && isEscaped(codeAt(text, index + 1)) ? 2 : 1
  }
  return index
}

function isEscaped(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74
}

/** JSON may stand far from the colon before it. */
function mayBeginInJson(text: string, start: number): boolean {
  let index = start
  while ((bitsAt(text, index) & ENDS_VALUE) !== 0) index += 1
  const code = codeAt(text, index)
  return code === 0x5b || code === 0x7b || isLong(text, index)
}

function isLong(text: string, start: number): boolean {
  if (start + SHORTEST_VALUE > text.length) return false
  for (let index = start; index < start + SHORTEST_VALUE; index += 1) {
    if ((bitsAt(text, index) & ENDS_VALUE) !== 0) return false
  }
  return true
}
