import { codeUnitAt } from '../../../core/code-unit.ts'
import type { Span } from '../../detector.ts'

const ASCII = 0x80
/** What ends a user, and a password: white space, and with it all beyond ASCII that may be some, is told apart. */
const USER_END = endsOf(/[\s:/?#@"'<>\\[\]]/)
const PASSWORD_END = endsOf(/[\s/?#"'<>\\]/)
const AT = 0x40
const LONGEST_USER = 128
const LONGEST_PASSWORD = 256

/** `curl -u user:password` and `--user`. */
const CURL_USER = /\s(?:-u|--user)[ =]["']?[^\s:"'\\]{1,64}:(?<password>[^\s"'\\$<{[%][^\s"'\\]{0,255})/g

/** The password in `scheme://user:password@host`, whatever the scheme, and in a call of curl. User and host stay. */
export function findPasswordsInUrls(text: string): Span[] {
  const spans: Span[] = []
  for (let scheme = text.indexOf('://'); scheme !== -1; scheme = text.indexOf('://', scheme + 3)) {
    const colon = endOf(text, scheme + 3, LONGEST_USER, USER_END)
    if (text.charAt(colon) !== ':') continue
    const start = colon + 1
    const end = lastAt(text, start, endOf(text, start, LONGEST_PASSWORD, PASSWORD_END))
    if (end > start) spans.push({ start, end })
  }
  return text.includes('curl ') ? [...spans, ...findPasswordsOfCurl(text)] : spans
}

/** Where the first sign stands that ends what begins at an index; no more than `longest` behind that. */
function endOf(text: string, start: number, longest: number, ends: Uint8Array): number {
  const limit = Math.min(text.length, start + longest)
  let index = start
  while (index < limit && !endsAt(codeUnitAt(text, index), ends)) index += 1
  return index
}

/** The last `@` of a stretch, or right behind it; `start` when there is none. */
function lastAt(text: string, start: number, end: number): number {
  let index = Math.min(end, text.length - 1)
  while (index > start && codeUnitAt(text, index) !== AT) index -= 1
  return Math.max(index, start)
}

function endsAt(code: number, ends: Uint8Array): boolean {
  return code < ASCII ? ends[code] === 1 : /\s/.test(String.fromCharCode(code))
}

function endsOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: ASCII }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0))
}

function findPasswordsOfCurl(text: string): Span[] {
  const spans: Span[] = []
  for (const { 0: flag, index, groups } of text.matchAll(CURL_USER)) {
    const end = index + flag.length
    spans.push({ start: end - (groups?.['password'] ?? '').length, end })
  }
  return spans
}
