/** A sign that separates words: white space, punctuation, symbols. */
export const SEPARATOR = 0
/** A letter or digit of a script that puts spaces between words. */
export const LETTER = 1
/** A character that counts as a word by itself. */
const ALONE = 2

const WORD = /[\p{L}\p{N}\p{M}]/u
// Scripts that write words without spaces between them.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const PAGE = 256

const kinds = new Uint8Array(65_536)
const known = new Uint8Array(PAGE)

/** What a UTF-16 code unit is to the search for words. Looked up in Unicode once a page of 256, then in a table. */
export function kindOf(code: number): number {
  const page = code >>> 8
  if (known[page] === 0) learn(page)
  return kinds[code] ?? SEPARATOR
}

function learn(page: number): void {
  known[page] = 1
  for (let code = page * PAGE; code < (page + 1) * PAGE; code += 1) {
    const character = String.fromCharCode(code)
    // Both halves of a pair: rare ideographs and pictures. The rest beyond the first plane is rarer still.
    if (code >= 0xd800 && code <= 0xdfff) kinds[code] = ALONE
    else if (!WORD.test(character)) kinds[code] = SEPARATOR
    else kinds[code] = UNSPACED.test(character) ? ALONE : LETTER
  }
  // The mark that asks for a coloured picture is no word.
  if (page === 0xfe) kinds[0xfe0f] = SEPARATOR
}
