import { codeUnitAt } from '../../../core/code-unit.ts'
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
/** Twelve groups of three digits, which are more than a telephone number has, and four signs between two of them. */
const LONGEST_OF_SHORT_GROUPS = 80
/**
 * Looks ahead whether enough follows, which passes over short numbers quickly. In Germany a slash parts the area from the
 * number: `030/1234567`.
 */
const CHAIN = /(?=\d[-\d. ()/]{6})(?:0\d{1,5} ?\/ ?(?=\d))?\d+(?:(?:\)? - |\)[-. ]?| ?\(|[-. ])\d+)*/g
const OPENING = /(?:\+|\(\+?)$/
const BACKSLASH = 0x5c
const PLUS = 0x2b
const BRACKET = 0x28

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
    if (match[0].length < FEWEST_DIGITS || isRow(match[0])) continue
    if (isOfId(plain, match[0], CHAIN.lastIndex)) continue
    const start = startOfChain(plain, match.index)
    const chain = chainAt(plain, start, CHAIN.lastIndex)
    if (chain.digits.length >= FEWEST_DIGITS) chains.push(chain)
  }
  return chains
}

/** True for a row of so many short numbers that no detector takes any: reading each of them would take its time. */
function isRow(chain: string): boolean {
  return chain.length > LONGEST_OF_SHORT_GROUPS && !/\d{4}/.test(chain)
}

/**
 * True for digits that letters follow at once, with nothing among them where a number could end before: no detector takes
 * them, and ids such as `0198000000bfe5` are common. Behind an `x` stands the extension of a telephone number.
 */
function isOfId(plain: string, chain: string, end: number): boolean {
  return /[A-WYZa-wyz]/.test(plain.charAt(end)) && !/[ ()/]/.test(chain)
}

/** The chain between two indexes. */
export function chainAt(plain: string, start: number, end: number): NumberChain {
  const text = plain.slice(start, end)
  const groups = groupsOf(text, start)
  return { start, end, text, groups, digits: digitsOf(groups) }
}

/** The digits of groups in one piece, of so many from the first given on. */
export function digitsOf(groups: readonly DigitGroup[], from: number = 0, count: number = groups.length): string {
  let digits = ''
  for (let index = from; index < from + count; index += 1) digits += groups[index]?.digits ?? ''
  return digits
}

function groupsOf(text: string, start: number): readonly DigitGroup[] {
  const { length } = text
  const groups: DigitGroup[] = []
  for (let index = 0; index < length;) {
    const first = index
    while (index < length && isDigit(codeUnitAt(text, index))) index += 1
    if (index > first) groups.push({ start: start + first, end: start + index, digits: text.slice(first, index) })
    else index += 1
  }
  return groups
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function startOfChain(plain: string, digit: number): number {
  if (digit === 0) return 0
  const start = behindUnicodeEscape(plain, digit)
  if (start !== digit) return start
  const before = codeUnitAt(plain, digit - 1)
  if (before !== PLUS && before !== BRACKET) return digit
  return digit - (OPENING.exec(plain.slice(Math.max(0, digit - 2), digit))?.[0].length ?? 0)
}

/** In the JSON source `\u000a780-999-2181` the first digits belong to the escape. */
function behindUnicodeEscape(plain: string, start: number): number {
  for (let escape = start - 2; escape >= start - 5; escape -= 1) {
    if (escape >= 0 && codeUnitAt(plain, escape) === BACKSLASH && plain.charAt(escape + 1) === 'u') return escape + 6
  }
  return start
}

/** True when the character at `index` is part of a word, so that a number beside it is part of that word too. */
export function touchesWord(plain: string, index: number): boolean {
  const character = plain.charAt(index)
  // Most numbers stand between spaces and full stops.
  if (character < '0') return false
  if (!/[A-Za-z0-9_\u00c0-\u024f\u0370-\u052f]/.test(character)) return false
  return !(plain.charAt(index - 1) === '\\' && /[nrtbf]/.test(character)) && !endsUnicodeEscape(plain, index)
}

function endsUnicodeEscape(plain: string, index: number): boolean {
  return plain.charAt(index - 5) === '\\' && plain.charAt(index - 4) === 'u'
}
