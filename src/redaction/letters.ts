const WORD = /[\p{L}\p{N}\p{M}]/u
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u

/** True for a letter, digit or combining mark of any script. Takes one character. */
export function isWordCharacter(character: string): boolean {
  const code = character.charCodeAt(0)
  // Most are of ASCII, and patterns with classes of Unicode are slow.
  if (code < 0x80) return isAsciiWord(code)
  return WORD.test(character)
}

/** True for the code of a letter or digit of ASCII. */
export function isAsciiWord(code: number): boolean {
  const lower = code | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39)
}

/**
 * True for a letter of a script whose words touch what stands beside them: Chinese and Japanese have no spaces, Korean
 * hangs its particles on. There the change of script ends an address ("mail@example.com으로").
 */
export function isUnspacedLetter(character: string): boolean {
  return character > '\u0dff' && UNSPACED.test(character) && WORD.test(character)
}

/** The whole character that ends before `index`, `''` at the start of the text. */
export function characterBefore(text: string, index: number): string {
  const last = text.charAt(index - 1)
  if (last < '\udc00' || last > '\udfff') return last
  const first = text.charAt(index - 2)
  return first >= '\ud800' && first <= '\udbff' ? first + last : last
}

/** The whole character that starts at `index`, `''` at the end of the text. */
export function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/**
 * Where a word that was found to start at `start` really starts, if the text is JSON source: in `\nmail@example.com` the
 * `n` belongs to the escape, and replacing it would leave broken JSON.
 */
export function behindEscape(text: string, start: number): number {
  if (text.charAt(start - 1) !== '\\') return start
  const escape = text.charAt(start)
  if (escape === 'u') return start + 5
  return 'nrtbf'.includes(escape) ? start + 1 : start
}
