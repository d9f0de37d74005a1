import { trainedMessages, type Example } from '../../core/example.ts'
import { textOf, type Message } from '../../core/message.ts'
import { drop, keep, type Step } from '../../core/step.ts'
import { saysMoreThanText } from './substance.ts'

/** The least that one side must say, in letters and digits. */
export type LeastLength = {
  /** Of scripts that spell words letter by letter. */
  readonly letters: number
  /** Of Chinese, Japanese and Korean, where a character says more. Mixed text counts by its shares. */
  readonly cjk: number
}

export type DropShortOptions = {
  /** All that the user says in the conversation (default `{ letters: 2, cjk: 1 }`). */
  readonly user?: LeastLength
  /** All trained answers together (default `{ letters: 1, cjk: 1 }`). */
  readonly answer?: LeastLength
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/**
 * Drops conversations in which one side says next to nothing, reason `too_short` with the side.
 *
 * Length is counted over the whole conversation and by script: "OK" and "4" are good answers, chats often end in a few
 * words, and a minimum of 20 characters for the last answer would lose 99 % of a Chinese corpus. By default only signs
 * and single letters go ("?", "k", "…"). Files and tool calls count as enough.
 *
 * @example buildDataset({ rules: { short: { answer: { letters: 40, cjk: 15 } } }, … })
 */
export function dropShort(options: DropShortOptions = {}): Step {
  const { user = { letters: 2, cjk: 1 }, answer = { letters: 1, cjk: 1 } } = options
  return {
    name: 'drop-short',
    version: 1,
    apply(example) {
      if (isShort(userMessages(example), user)) return drop(example, 'too_short', { side: 'user' })
      if (isShort(answers(example), answer)) return drop(example, 'too_short', { side: 'answer' })
      return keep(example)
    },
  }
}

function userMessages(example: Example): readonly Message[] {
  return example.messages.map((entry) => entry.message).filter((message) => message.role === 'user')
}

function answers(example: Example): readonly Message[] {
  return trainedMessages(example).map((entry) => entry.message)
}

function isShort(messages: readonly Message[], least: LeastLength): boolean {
  if (messages.some(saysMoreThanText)) return false
  let letters = 0
  let cjk = 0
  for (const message of messages) {
    for (const [character] of textOf(message).matchAll(LETTER_OR_DIGIT)) {
      if (CJK.test(character)) cjk += 1
      else letters += 1
      // Most texts are long enough after a few letters; the rest of them is not read.
      if (isEnough(letters, cjk, least)) return false
    }
  }
  return !isEnough(letters, cjk, least)
}

function isEnough(letters: number, cjk: number, least: LeastLength): boolean {
  return letters >= least.letters || letters / least.letters + cjk / least.cjk >= 1
}
