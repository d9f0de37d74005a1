import { checkOptions } from '../../core/check-options.ts'
import { textOf } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import { foldText, isComplaint } from './dissatisfaction.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { lastUserText } from './text/last-user-text.ts'

export type CheckDissatisfactionOptions = {
  /** Default `'flag'`. */
  readonly action?: RuleAction
}

/** Longer messages are no repeated questions but texts to work on. */
const LONGEST = 2000
/** The share of words that a repeated question has in common with the one before. */
const LEAST_COMMON = 0.8
const LEAST_WORDS = 3
/** Of scripts that write no spaces each character is a word, and so many make a question. */
const LEAST_CHARACTERS = 6
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]/g
const NUMBER = /^\d+$/

/**
 * Notices answers that the user was not content with, reason `dissatisfied`: the next message says so ("that's wrong",
 * "das funktioniert nicht", "不对", … in 27 languages), or asks the same again: at least 3 words, 80 % of them the same,
 * and no other numbers.
 *
 * "No" and "it doesn't work" say nothing when the answer ended with a question. Let it run before steps that take away
 * what follows an answer, such as `dropUnfinished`.
 *
 * @example buildDataset({ rules: { dissatisfaction: 'drop' }, … })
 */
export function checkDissatisfaction(options: CheckDissatisfactionOptions = {}): Step {
  checkOptions('checkDissatisfaction', options, { action: 'string' })
  requireChoice('action of checkDissatisfaction', options.action, ACTIONS)
  const { action = 'flag' } = options
  return {
    name: 'check-dissatisfaction',
    version: 1,
    apply: (example) =>
      judgeAnswers(example, action, (answer) => (isFollowedByComplaint(answer) ? 'dissatisfied' : undefined)),
  }
}

function isFollowedByComplaint({ text, index, messages }: Answer): boolean {
  const next = messages[index + 1]?.message
  if (next?.role !== 'user') return false
  const said = textOf(next)
  if (isComplaint(said, text)) return true
  const question = lastUserText({ messages, index })
  return question !== '' && asksAgain(said, question)
}

function asksAgain(said: string, before: string): boolean {
  if (said.length > LONGEST || before.length > LONGEST) return false
  const question = spacedOut(before)
  const next = spacedOut(said)
  if (saysOther(next, question)) return false
  const [again, first] = [wordsOf(next), wordsOf(question)]
  if (isShort(again) || isShort(first)) return false
  let common = 0
  for (const word of again) if (first.has(word)) common += 1
  const all = again.size + first.size - common
  return common >= LEAST_COMMON * all && numbersOf(again) === numbersOf(first)
}

let latest: { readonly text: string; readonly spaced: string } | undefined

/** Folded, with spaces around each word. Each question is compared with the one before, and then with the next. */
function spacedOut(text: string): string {
  if (latest?.text !== text) latest = { text, spaced: foldText(text).replaceAll(UNSPACED, ' $& ') }
  return latest.spaced
}

/** True when one lacks so many words of the other that they cannot have enough in common: soon told of most. */
function saysOther(again: string, first: string): boolean {
  const most = (1 / LEAST_COMMON - 1) * (first.split(' ').length - 2)
  const missing = new Set<string>()
  for (let start = 1; start < again.length;) {
    const end = again.indexOf(' ', start)
    const word = again.slice(start - 1, end + 1)
    if (end > start && !first.includes(word) && missing.add(word).size > most) return true
    start = end + 1
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
