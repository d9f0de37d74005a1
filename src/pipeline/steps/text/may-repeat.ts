import type { Units } from '../../language/units.ts'
import { isLetterOrDigit } from '../substance.ts'

const NEWLINE = 0x0a
const SPACE = 0x20
const FIRST_CJK = 0x2e80

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(0x1_00_00)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/** What ends a sentence or line. */
export const ENDS = '\n.!?…؟।。！？'
const IS_END = tableOf(ENDS)
/** Signs of code: sentences with one do not count. */
const CODE = tableOf(';{}<>=\\|')
/** Lines of one of these alone part what stands above and below; they do not count, as they have no letters. */
const RULES = tableOf('-_*~#+.=·–—─━═')
/** So many characters at the end of a line, or before the sign that ends a sentence, belong to each that is long enough to count. */
const TAIL_OF_LINE = 12
const TAIL = 7
const COPIES = 4

/** How often each end of a sentence was seen, by the lower bits of its hash. */
const seen = new Uint8Array(4096)

/** Forgets the sentences of the text before. */
export function beginSentences(): void {
  seen.fill(0)
}

/**
 * Takes the places of `ENDS` in a text; true when as many sentences and lines as make a repetition end in the same
 * characters. While it is false no sentence or line stands there four times, which is soon told of most texts.
 */
export function endsAlike({ units }: Units, index: number): boolean {
  const tail = units[index] === NEWLINE ? tailOfLine(units, index) : tailOfSentence(units, index)
  if (tail === 0) return false
  const slot = (tail ^ (tail >>> 15)) & (seen.length - 1)
  const times = (seen[slot] ?? 0) + 1
  // Of short Chinese sentences the first may stand behind something else.
  if (times >= (tail < 0 ? COPIES - 1 : COPIES)) return true
  seen[slot] = times
  return false
}

function tailOfLine(units: Uint16Array, newline: number): number {
  const end = endOfLine(units, newline)
  // The sign that ends the line has been asked already, or it is empty.
  return IS_END[units[end - 1] ?? NEWLINE] === 1 ? 0 : hashOfTail(units, end, TAIL_OF_LINE)
}

function tailOfSentence(units: Uint16Array, sign: number): number {
  // A point within a name or a number ends nothing.
  const isWithin = (units[sign] ?? 0) < FIRST_CJK && isLetterOrDigit(units[sign + 1] ?? 0)
  return isWithin ? 0 : hashOfTail(units, sign, TAIL)
}

function endOfLine(units: Uint16Array, newline: number): number {
  let end = newline
  while (end > 0 && (units[end - 1] ?? 0) <= SPACE && units[end - 1] !== NEWLINE) end -= 1
  return end
}

/**
 * 0 where nothing that counts ends. Below 0 with a character of Chinese or Japanese, of which short sentences count: what
 * stands before a space is then another one.
 */
function hashOfTail(units: Uint16Array, end: number, length: number): number {
  let hash = 0x811c9dc5
  let isCjk = false
  let index = end - 1
  for (; index >= 0 && index >= end - length; index -= 1) {
    const code = units[index] ?? 0
    if (code === NEWLINE || (isCjk && code <= SPACE)) break
    if (CODE[code] === 1) return 0
    isCjk ||= code >= FIRST_CJK
    hash = Math.imul(hash ^ code, 0x01000193)
  }
  if (isRule(units, end)) return 0
  if (isCjk) return hash | 0x8000_0000
  return end - 1 - index < length ? 0 : (hash & 0x7fff_ffff) | 1
}

function isRule(units: Uint16Array, end: number): boolean {
  const sign = units[end - 1] ?? 0
  if (RULES[sign] === 0) return false
  let start = end - 1
  while (start > 0 && units[start - 1] === sign) start -= 1
  return start === 0 || units[start - 1] === NEWLINE
}
