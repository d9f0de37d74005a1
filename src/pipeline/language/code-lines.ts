import { unitsOf } from './units.ts'

const WHITE_SPACE = /\s/
const MOST_BEFORE_SIGN = 40

const TAB = 0x09
const SPACE = 0x20
const AMPERSAND = 0x26
const OPENING = 0x28
const CLOSING = 0x29
const SLASH = 0x2f
const COLON = 0x3a
const SEMICOLON = 0x3b
const LESS = 0x3c
const EQUAL = 0x3d
const GREATER = 0x3e

/**
 * Without lines that look like code which nobody fenced: indented, opened by `<`, `@` or `$`, ended by a brace or a
 * semicolon, or with `=>`, `==`, `()`, `::`, `&&` or `</` in them.
 */
export function withoutCodeLines(text: string): string {
  const { units, size } = unitsOf(text)
  const kept: string[] = []
  let from = 0
  for (let start = 0; start <= size;) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? size : newline
    if (start < end && isCodeLine(units, start, end)) {
      if (from < start) kept.push(text.slice(from, start - 1))
      from = end + 1
    }
    start = end + 1
  }
  if (from === 0) return text
  if (from <= size) kept.push(text.slice(from))
  return kept.join('\n')
}

function isCodeLine(units: Uint16Array, start: number, end: number): boolean {
  if (opensAsCode(units, start, end) || endsAsCode(units, start, end)) return true
  for (let at = start; at < end; at += 1) {
    const code = units[at] ?? 0
    // No letter and no space: both are everywhere.
    if (code >= AMPERSAND && code <= EQUAL && isOperator(code, units[at + 1] ?? 0)) return true
  }
  return false
}

function isOperator(code: number, next: number): boolean {
  switch (code) {
    case EQUAL:
      return next === GREATER || next === EQUAL
    case OPENING:
      return next === CLOSING
    case LESS:
      return next === SLASH
    default:
      return (code === COLON || code === AMPERSAND) && next === code
  }
}

function opensAsCode(units: Uint16Array, start: number, end: number): boolean {
  const first = units[start] ?? 0
  if (first > 0x40 && first < 0x80) return false
  if (first === TAB) return true
  let at = start
  while (at < end && isSpace(units[at] ?? 0)) at += 1
  if (at - start >= 4 && isIndent(units, start)) return true
  const sign = units[at] ?? 0
  return at < end && at - start <= MOST_BEFORE_SIGN && (sign === LESS || sign === 0x40 || sign === 0x24)
}

function isIndent(units: Uint16Array, start: number): boolean {
  return [0, 1, 2, 3].every((place) => units[start + place] === SPACE)
}

function endsAsCode(units: Uint16Array, start: number, end: number): boolean {
  if (isCodeEnd(units, start, end - 1)) return true
  return isSpace(units[end - 1] ?? 0) && end - 2 >= start && isCodeEnd(units, start, end - 2)
}

function isCodeEnd(units: Uint16Array, start: number, at: number): boolean {
  const code = units[at]
  if (code === 0x7b || code === 0x7d) return true
  if (code !== SEMICOLON) return false
  // Greek questions end with a semicolon too.
  const before = units[at - 1] ?? 0
  return at === start || before < 0x370 || before > 0x3ff
}

function isSpace(code: number): boolean {
  if (code < 0x80) return code === SPACE || (code >= TAB && code <= 0x0d)
  return code >= 0xa0 && WHITE_SPACE.test(String.fromCharCode(code))
}
