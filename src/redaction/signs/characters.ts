import { codeUnitAt } from '../../core/code-unit.ts'
/** What a character may be, one bit each. */
export const IS_DIGIT = 1
export const IS_LETTER = 2
export const IS_HEX = 4
/** Letters, digits, `_` and what stands in tokens besides. */
export const IN_TOKEN = 8
/** What may stand between the digits of one number. */
export const BETWEEN_DIGITS = 16
/** What may stand between a name, the sign behind it and a value: white space, quotes, the backslash, `*`. */
export const BESIDE_VALUE = 32
/** What ends a value: the same without `*`. */
export const ENDS_VALUE = 64

const BITS: readonly (readonly [number, RegExp])[] = [
  [IS_DIGIT, /\d/],
  [IS_LETTER, /[A-Za-z]/],
  [IS_HEX, /[\dA-Fa-f]/],
  [IN_TOKEN, /[\w.~+/=%-]/],
  [BETWEEN_DIGITS, /[ ()./-]/],
  [BESIDE_VALUE, /[\s"'`*\\]/],
  [ENDS_VALUE, /[\s"'`\\]/],
]

/** For each UTF-16 code unit: no look at it falls beside it, which would cost more than all others. */
export const CHARACTERS: Uint8Array = new Uint8Array(0x10000)
for (let code = 0; code < 0x80; code += 1) {
  for (const [bit, pattern] of BITS) if (pattern.test(String.fromCharCode(code))) CHARACTERS[code] = bitsOf(code) | bit
}
// Foreign signs are read as ASCII ones where numbers are sought, and nowhere else.
const IN_NUMBERS = IS_DIGIT | IS_LETTER | IS_HEX | BETWEEN_DIGITS
for (let code = 0x80; code < CHARACTERS.length; code += 1) {
  const plain = plainCode(code)
  if (plain !== code) CHARACTERS[code] = bitsOf(plain) & IN_NUMBERS
}

/**
 * Digits and punctuation that tell of something, foreign and full-width ones too, and signs that do not show. What hides a
 * value besides is found beside these.
 */
const SIGN = /[\d:=@.&\\\u00ad\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u180e\u200b-\u206f\udb40\ufeff\uff0e-\uff5a]/

/** Of `STEPS`: goes on with a piece of letters and digits. All else ends it. */
export const IN_PIECE = 1
/** Of `STEPS`: a sign that is worth a look. */
export const IS_SIGN = 2
/** What a walk through a text has to know of each code unit. */
export const STEPS: Uint8Array = CHARACTERS.map(
  (bits, code) => ((bits & IN_TOKEN) === 0 ? 0 : IN_PIECE) | (SIGN.test(String.fromCharCode(code)) ? IS_SIGN : 0),
)

function bitsOf(code: number): number {
  return CHARACTERS[code] ?? 0
}

/** The bits of the character at an index; none outside of the text. */
export function bitsAt(text: string, index: number): number {
  return bitsOf(codeAt(text, index))
}

/** The code of the character at an index; 0 outside of the text. */
export function codeAt(text: string, index: number): number {
  return index < text.length ? codeBefore(text, index) : 0
}

/** `bitsAt` for an index that does not lie behind the text: to ask for its length takes as long as all else. */
export function bitsBefore(text: string, index: number): number {
  return bitsOf(codeBefore(text, index))
}

/** `codeAt` for an index that does not lie behind the text. */
export function codeBefore(text: string, index: number): number {
  return index < 0 ? 0 : codeUnitAt(text, index)
}

/** A digit of another script, a typographic space, dash or full-width sign as ASCII has it; other codes as they are. */
export function plainCode(code: number): number {
  if (code < 0x0660) return code === 0xa0 ? 0x20 : code
  if (code >= 0xff01) return code <= 0xff5e ? code - 0xfee0 : code
  if (code >= 0x2007) return plainPunctuation(code)
  if (code <= 0x0669) return code - 0x0660 + 0x30
  if (code >= 0x06f0 && code <= 0x06f9) return code - 0x06f0 + 0x30
  return code >= 0x0966 && code <= 0x096f ? code - 0x0966 + 0x30 : code
}

function plainPunctuation(code: number): number {
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return 0x2d
  return code === 0x2007 || code === 0x202f || code === 0x3000 ? 0x20 : code
}

export const PLACES: number = 32 ** 3

/** A place in a table of three letters: capitals and small letters share one, and so may other signs. */
export function placeOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31)
}
