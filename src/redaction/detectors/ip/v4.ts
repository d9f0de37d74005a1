import { codeUnitAt } from '../../../core/code-unit.ts'
import type { Span } from '../../detector.ts'
import { isReservedV4 } from './reserved.ts'

const ADDRESS = /(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!-?[A-Za-z_]|\d|\.\d)/g
const VERSION_WORDS =
  'versions?|ver|v|release|build|firmware|driver|update|rev(?:ision)?|版本|версия|versión|バージョン'
const PRODUCTS =
  'ios|android|macos|windows|linux|kernel|python|node|java|php|ruby|chrome|firefox|safari|edge|openssl|nginx|mysql|sdk|api|app|dll'
const PARTS = 'section|sec|chapter|clause|appendix|figure|table|article|step|paragraph|§'
/** What stands before a version or the number of a section: a word for it, or the name of what has it. */
const VERSION = new RegExp(
  `(?:(?<!\\p{L})(?:${VERSION_WORDS}|${PRODUCTS}|${PARTS})[.:="' ]{0,4}|\\p{L}/|[\\^~]|(?<!\\d)-|[=<>]=[ "']?|\\p{L}[_-]v?)$`,
  'iu',
)
/** What `VERSION` may begin to be read from, at the end of it but for a few signs: most addresses stand behind none. */
const BEFORE_VERSION = /[A-Za-z/^~=_\x80-\uffff-]/
const BEHIND_WORD = `.:"' `
const MOST_BEHIND_WORD = 4
const DOT = 0x2e
const ZERO = 0x30
const SECTION = /^(?:[1-9]|1\d)(?:\.(?:\d|1\d)){3}$/
const HEADING = /^[.:)]?\s{1,3}\p{Lu}/u

/** IPv4 addresses that are public; no versions, no numbers of sections. */
export function findV4(plain: string): Span[] {
  const spans: Span[] = []
  ADDRESS.lastIndex = 0
  for (let match = ADDRESS.exec(plain); match !== null; match = ADDRESS.exec(plain)) {
    const [address] = match
    const start = match.index
    if (!isPublicV4(address) || isVersion(plain, start)) continue
    if (isSection(plain, start, address)) continue
    spans.push({ start, end: start + address.length })
  }
  return spans
}

function isVersion(plain: string, start: number): boolean {
  let last = start - 1
  while (last >= 0 && start - last <= MOST_BEHIND_WORD && BEHIND_WORD.includes(plain.charAt(last))) last -= 1
  return BEFORE_VERSION.test(plain.charAt(last)) && VERSION.test(plain.slice(Math.max(0, start - 14), start))
}

/** Takes digits and dots. */
export function isPublicV4(address: string): boolean {
  let number = 0
  let octet = 0
  let digits = 0
  for (let index = 0; index < address.length; index += 1) {
    const code = codeUnitAt(address, index)
    if (code === DOT) {
      number = number * 256 + octet
      octet = 0
      digits = 0
    } else {
      // A zero before other digits.
      if (digits > 0 && octet === 0) return false
      octet = octet * 10 + code - ZERO
      digits += 1
      if (octet > 255) return false
    }
  }
  return !isReservedV4(number * 256 + octet)
}

/** "4.2.1.3 Results" at the start of a line. */
function isSection(plain: string, start: number, address: string): boolean {
  if (!SECTION.test(address)) return false
  const before = plain.slice(Math.max(0, start - 5), start)
  return (
    /(?:^|\n|\\n)[#*\s]{0,4}$/.test(before) &&
    HEADING.test(plain.slice(start + address.length, start + address.length + 5))
  )
}
