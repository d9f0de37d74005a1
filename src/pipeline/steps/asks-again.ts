import { unitsOf } from '../language/units.ts'
import { foldText } from './dissatisfaction.ts'

/** Longer messages are no repeated questions but texts to work on. */
const LONGEST = 2000
/** The share of words that a repeated question has in common with the one before. */
const LEAST_COMMON = 0.8
const LEAST_WORDS = 3
/** Of scripts that write no spaces each character is a word, and so many make a question. */
const LEAST_CHARACTERS = 6
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]/g
const NUMBER = /^\d+$/
const SPACE = 0x20

/** True when a message asks what the one before asked: nearly all of its words are the same, and all of its numbers. */
export function asksAgain(said: string, before: string): boolean {
  if (said.length > LONGEST || before.length > LONGEST) return false
  const question = readQuestion(before)
  const next = readQuestion(said)
  if (saysOther(next, question)) return false
  const [again, first] = [wordsOf(next.spaced), wordsOf(question.spaced)]
  if (isShort(again) || isShort(first)) return false
  let common = 0
  for (const word of again) if (first.has(word)) common += 1
  const all = again.size + first.size - common
  return common >= LEAST_COMMON * all && numbersOf(again) === numbersOf(first)
}

type Question = {
  readonly text: string
  /** Folded, with spaces around each word. */
  readonly spaced: string
  /** No fewer than its words. */
  readonly spaces: number
  /** A number for each word; a few may share one. */
  readonly words: ReadonlySet<number>
}

let latest: Question | undefined

/** Each question is compared with the one before, and then with the next. */
function readQuestion(text: string): Question {
  if (latest?.text !== text) {
    const spaced = foldText(text).replaceAll(UNSPACED, ' $& ')
    latest = { text, spaced, ...numbersOfWords(spaced) }
  }
  return latest
}

function numbersOfWords(spaced: string): Pick<Question, 'spaces' | 'words'> {
  const { units, size } = unitsOf(spaced)
  const words = new Set<number>()
  let spaces = 0
  let word = 0
  for (let index = 0; index < size; index += 1) {
    const code = units[index] ?? 0
    if (code !== SPACE) {
      word = Math.imul(word ^ code, 0x01000193)
      continue
    }
    spaces += 1
    // Small enough to be kept without an object.
    if (word !== 0) words.add(word >>> 2)
    word = 0
  }
  return { spaces, words }
}

/** True when one lacks so many words of the other that they cannot have enough in common: soon told of most. */
function saysOther(again: Question, first: Question): boolean {
  if (again.spaces < LEAST_COMMON * first.words.size) return true
  const most = (1 / LEAST_COMMON - 1) * (first.spaces - 1)
  let missing = 0
  for (const word of again.words) {
    if (first.words.has(word)) continue
    missing += 1
    if (missing > most) return true
  }
  return false
}

function wordsOf(spaced: string): ReadonlySet<string> {
  const words = new Set(spaced.split(' '))
  words.delete('')
  return words
}

function isShort(words: ReadonlySet<string>): boolean {
  return words.size < (hasSpaces(words) ? LEAST_WORDS : LEAST_CHARACTERS)
}

function hasSpaces(words: ReadonlySet<string>): boolean {
  for (const word of words) if (word.length > 1 && !NUMBER.test(word)) return true
  return false
}

/** A question with other numbers is another question. */
function numbersOf(words: ReadonlySet<string>): string {
  return [...words]
    .filter((word) => NUMBER.test(word))
    .sort()
    .join(' ')
}
