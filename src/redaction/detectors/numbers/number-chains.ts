import { codeFences, isWithin } from './code-fences.ts'
import { plainText } from './plain-text.ts'

/** Groups of digits with one sign of punctuation between them, such as `+1 (201) 948-1927`. */
export type NumberChain = {
  readonly start: number
  readonly end: number
  /** With the sign or bracket that opens it, in ASCII. */
  readonly text: string
  readonly digits: string
  readonly groups: readonly DigitGroup[]
}

export type DigitGroup = { readonly start: number; readonly end: number; readonly digits: string }

/** What the detectors of numbers read: the text in ASCII digits, the chains in it, and where code lies. */
export type NumberText = {
  readonly plain: string
  readonly chains: readonly NumberChain[]
  readonly isCode: (index: number) => boolean
}

/** The shortest number that is personal: a telephone number without its area. */
const FEWEST_DIGITS = 7
/**
 * Looks ahead whether enough follows, which passes over short numbers quickly. In Germany a slash parts the area from the
 * number: `030/1234567`.
 */
const CHAIN = /(?=\d[-\d. ()/]{6})(?:0\d{1,5} ?\/ ?(?=\d))?\d+(?:(?:\)? - |\)[-. ]?| ?\(|[-. ])\d+)*/g
const OPENING = /(?:\+|\(\+?)$/
const GROUP = /\d+/g
const BACKSLASH = 0x5c

let last: { readonly text: string; readonly numbers: NumberText } | undefined
/** Longer texts are read anew by each detector, so that none of them is kept in memory. */
const LONGEST_KEPT = 65_536

/** The chains of at least seven digits. Detectors look at the same text one after another: the last one is kept. */
export function readNumbers(text: string): NumberText {
  if (last?.text === text) return last.numbers
  const plain = plainText(text)
  let fences: ReturnType<typeof codeFences> | undefined
  const numbers: NumberText = {
    plain,
    chains: chainsOf(plain),
    isCode: (index) => isWithin((fences ??= codeFences(plain)), index),
  }
  if (text.length <= LONGEST_KEPT) last = { text, numbers }
  return numbers
}

function chainsOf(plain: string): readonly NumberChain[] {
  const chains: NumberChain[] = []
  CHAIN.lastIndex = 0
  for (let match = CHAIN.exec(plain); match !== null; match = CHAIN.exec(plain)) {
    if (match[0].length < FEWEST_DIGITS) continue
    const start = startOfChain(plain, match.index)
    const chain = chainAt(plain, start, CHAIN.lastIndex)
    if (chain.digits.length >= FEWEST_DIGITS) chains.push(chain)
  }
  return chains
}

/** The chain between two indexes. */
export function chainAt(plain: string, start: number, end: number): NumberChain {
  const text = plain.slice(start, end)
  const groups: DigitGroup[] = []
  for (const match of text.matchAll(GROUP)) {
    groups.push({ start: start + match.index, end: start + match.index + match[0].length, digits: match[0] })
  }
  return { start, end, text, groups, digits: groups.map(({ digits }) => digits).join('') }
}

function startOfChain(plain: string, digit: number): number {
  const start = behindUnicodeEscape(plain, digit)
  if (start !== digit) return start
  return digit - (OPENING.exec(plain.slice(Math.max(0, digit - 2), digit))?.[0].length ?? 0)
}

/** In the JSON source `\u000a780-999-2181` the first digits belong to the escape. */
function behindUnicodeEscape(plain: string, start: number): number {
  for (let escape = start - 2; escape >= start - 5; escape -= 1) {
    if (plain.charCodeAt(escape) === BACKSLASH && plain.charAt(escape + 1) === 'u') return escape + 6
  }
  return start
}

/** True when the character at `index` is part of a word, so that a number beside it is part of that word too. */
export function touchesWord(plain: string, index: number): boolean {
  const character = plain.charAt(index)
  if (!/[A-Za-z0-9_\u00c0-\u024f\u0370-\u052f]/.test(character)) return false
  return !(plain.charAt(index - 1) === '\\' && /[nrtbf]/.test(character)) && !endsUnicodeEscape(plain, index)
}

function endsUnicodeEscape(plain: string, index: number): boolean {
  return plain.charAt(index - 5) === '\\' && plain.charAt(index - 4) === 'u'
}
