/** `@` and `+` as links write them, character references, the escapes of JSON source and Markdown. */
const SPELLING = String.raw`%(?:25){0,4}(?:40|2[Bb])|&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|commat|period);|\\{1,8}(?:u00[2-7][\dA-Fa-f]|@)`
const INVISIBLE = String.raw`[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]|\udb40[\udc00-\udc7f]`
/** Letters, digits and what stands in addresses, in full width: other punctuation ends them, and stays as it is. */
const FULL_WIDTH = String.raw`[\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a]`

/** Everything that a view of a text leaves out or spells otherwise. */
export const EVERY_HIDING: RegExp = new RegExp(`${SPELLING}|${INVISIBLE}|${FULL_WIDTH}`, 'g')

/** What a match of `EVERY_HIDING` stands for. */
export function shownAs(match: string): string {
  const first = match.charCodeAt(0)
  switch (first) {
    case 0x25:
      return match.endsWith('40') ? '@' : '+'
    case 0x26:
      return referenced(match)
    case 0x5c:
      return match.endsWith('@') ? '@' : printable(Number.parseInt(match.slice(-4), 16), match)
    default:
      return first >= 0xff0b && first <= 0xff5a ? String.fromCharCode(first - 0xfee0) : ''
  }
}

function referenced(match: string): string {
  if (match === '&commat;') return '@'
  if (match === '&period;') return '.'
  const isHex = match.charAt(2).toLowerCase() === 'x'
  return printable(Number.parseInt(match.slice(isHex ? 3 : 2, -1), isHex ? 16 : 10), match)
}

/** Invisible signs are references too; a reference to anything else stays as it is written. */
function printable(code: number, match: string): string {
  if (code > 0x20 && code < 0x7f) return String.fromCharCode(code)
  return code === 0xad || (code >= 0x200b && code <= 0x200f) ? '' : match
}
