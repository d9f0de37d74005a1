import { codeAt, IN_TOKEN, CHARACTERS } from './characters.ts'

/**
 * False only when the sign at an index hides nothing: a view of the text would show no other value for it. Signs that do not
 * show hide something only within or beside a word in ASCII: other scripts and emoji are joined by them.
 */
export function hidesAt(text: string, index: number, code: number): boolean {
  switch (code) {
    case 0x5c:
      return hidesByEscape(text, index)
    case 0xdb40:
      return isInAddress(codeAt(text, index - 1)) || isInAddress(codeAt(text, index + 2))
    default:
      if (code > 0xff00) return isFullWidthSign(code)
      return !isShown(code) && (isInAddress(codeAt(text, index - 1)) || isInAddress(codeAt(text, index + 1)))
  }
}

/** True for the digit of `%40`, `%2B`, `%25`, `&#64;` and `&#x40;`. */
export function isSpelling(text: string, index: number): boolean {
  const before = codeAt(text, index - 1)
  return before === 0x25 || before === 0x23 || ((before | 0x20) === 0x78 && codeAt(text, index - 2) === 0x23)
}

/** `&commat;` before the name of a host. */
const REFERENCE = /&commat;[\w.~+/=%-]{0,63}\.[\w.~+/=%-]/y

/** True for the `&` of an address whose `@` is a reference. */
export function isReference(text: string, index: number): boolean {
  REFERENCE.lastIndex = index
  return REFERENCE.test(text)
}

/** Letters, `@` and the full stop: digits are told apart before. */
function isFullWidthSign(code: number): boolean {
  return code === 0xff0e || (code >= 0xff20 && code <= 0xff3a) || code >= 0xff41
}

/** Typographic signs that stand among those that do not show. */
function isShown(code: number): boolean {
  return (code >= 0x2010 && code <= 0x2029) || (code >= 0x202f && code <= 0x205f)
}

/** `\u00…` and `\@`. */
function hidesByEscape(text: string, index: number): boolean {
  const behind = codeAt(text, index + 1)
  return behind === 0x40 || (behind === 0x75 && codeAt(text, index + 2) === 0x30 && codeAt(text, index + 3) === 0x30)
}

function isInAddress(code: number): boolean {
  return code === 0x40 || ((CHARACTERS[code] ?? 0) & IN_TOKEN) !== 0
}
