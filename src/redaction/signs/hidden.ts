import { codeAt, IN_TOKEN, CHARACTERS } from './characters.ts'

/**
 * False only when the sign at an index hides nothing: a view of the text would show no other value for it. Signs that do not
 * show hide something only within or beside a word in ASCII: other scripts and emoji are joined by them.
 */
export function hidesAt(text: string, index: number, code: number): boolean {
  switch (code) {
    case 0x25:
      return hidesByPercent(text, index)
    case 0x26:
      return codeAt(text, index + 1) === 0x23 || text.startsWith('commat;', index + 1)
    case 0x5c:
      return hidesByEscape(text, index)
    case 0xdb40:
      return isInAddress(codeAt(text, index - 1)) || isInAddress(codeAt(text, index + 2))
    default:
      // Full-width letters stand for themselves.
      return code > 0xff00 || isInAddress(codeAt(text, index - 1)) || isInAddress(codeAt(text, index + 1))
  }
}

/** `%40`, `%2B` and `%25`, which may be the percent sign of one of them. */
function hidesByPercent(text: string, index: number): boolean {
  const first = codeAt(text, index + 1)
  const second = codeAt(text, index + 2)
  return (first === 0x34 && second === 0x30) || (first === 0x32 && (second === 0x35 || (second | 0x20) === 0x62))
}

/** `\u00…` and `\@`. */
function hidesByEscape(text: string, index: number): boolean {
  const behind = codeAt(text, index + 1)
  return behind === 0x40 || (behind === 0x75 && codeAt(text, index + 2) === 0x30 && codeAt(text, index + 3) === 0x30)
}

function isInAddress(code: number): boolean {
  return code === 0x40 || ((CHARACTERS[code] ?? 0) & IN_TOKEN) !== 0
}
