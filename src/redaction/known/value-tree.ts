import type { Span } from '../detector.ts'
import { characterAt, characterBefore, isUnspacedLetter, isWordCharacter } from '../letters.ts'
import { foldCase } from './fold.ts'

type Branch = { readonly next: Map<number, Branch>; readonly ends: { anyCase: boolean; readonly exact: Set<string> } }

const SPACE = 32
const BACKSLASH = 92
const MARKS = 256

/** Many values in one tree, so that a text is walked once for all of them. */
export type ValueTree = {
  /** `exact`: only with the same capitals. */
  readonly add: (value: string, exact: boolean) => void
  /** The values in the text as whole words, the longest where several start. */
  readonly find: (text: string) => Span[]
}

/**
 * The work is the length of the text, plus the length of the longest value wherever one could begin. White space in a
 * value stands for any white space.
 */
export function createValueTree(): ValueTree {
  const root = createBranch()
  // Nearly all characters begin no value, and a look at a table is cheaper than one at a map.
  const marks = new Uint8Array(MARKS)

  function add(value: string, exact: boolean): void {
    let branch = root
    const folded = foldCase(value)
    for (let index = 0; index < folded.length; index += 1) branch = grow(branch, folded.charCodeAt(index))
    if (exact) branch.ends.exact.add(value)
    else branch.ends.anyCase = true
    marks[folded.charCodeAt(0) % MARKS] = 1
  }

  function find(text: string): Span[] {
    const spans: Span[] = []
    const folded = foldCase(text)
    for (let index = 0; index < folded.length; index += 1) {
      const code = folded.charCodeAt(index)
      if (marks[code % MARKS] === 0 || !root.next.has(code) || !startsWord(text, index)) continue
      const end = longestEnd(root, { text, folded, start: index })
      if (end === index) continue
      spans.push({ start: index, end })
      index = end - 1
    }
    return spans
  }

  return { add, find }
}

function createBranch(): Branch {
  return { next: new Map(), ends: { anyCase: false, exact: new Set() } }
}

function grow(branch: Branch, code: number): Branch {
  const known = branch.next.get(code)
  if (known !== undefined) return known
  const made = createBranch()
  branch.next.set(code, made)
  return made
}

type Place = { readonly text: string; readonly folded: string; readonly start: number }

function longestEnd(root: Branch, { text, folded, start }: Place): number {
  let longest = start
  let branch: Branch | undefined = root
  for (let index = start; index < folded.length;) {
    const code = folded.charCodeAt(index)
    const space = isSpace(code)
    branch = branch.next.get(space ? SPACE : code)
    if (branch === undefined) break
    index = space ? endOfSpace(folded, index) : index + 1
    if (isEnd(branch, text, start, index) && endsWord(text, index)) longest = index
  }
  return longest
}

function isEnd({ ends }: Branch, text: string, start: number, end: number): boolean {
  if (ends.anyCase) return true
  return ends.exact.size > 0 && ends.exact.has(text.slice(start, end).replaceAll(/\s+/g, ' '))
}

function isSpace(code: number): boolean {
  return code === SPACE || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0x202f
}

function endOfSpace(text: string, start: number): number {
  let end = start
  while (isSpace(text.charCodeAt(end))) end += 1
  return end
}

function startsWord(text: string, start: number): boolean {
  // Most places lie within a word of plain letters, and patterns with classes of Unicode are slow.
  if (start > 0 && isPlainLetter(text.charCodeAt(start - 1)) && isPlainLetter(text.charCodeAt(start))) {
    return isBehindEscape(text, start)
  }
  const before = characterBefore(text, start)
  return !areOneWord(before, characterAt(text, start)) || isBehindEscape(text, start)
}

function endsWord(text: string, end: number): boolean {
  return !areOneWord(characterBefore(text, end), characterAt(text, end))
}

/** Letters of scripts without spaces touch what stands beside them. */
function areOneWord(left: string, right: string): boolean {
  if (!isWordCharacter(left) || !isWordCharacter(right)) return false
  return !isUnspacedLetter(left) && !isUnspacedLetter(right)
}

function isPlainLetter(code: number): boolean {
  const lower = code | 32
  return lower >= 97 && lower <= 122
}

/** In JSON source the letter before may belong to an escape, such as `\n`. */
function isBehindEscape(text: string, start: number): boolean {
  return text.charCodeAt(start - 2) === BACKSLASH && 'nrtbf'.includes(text.charAt(start - 1))
}
