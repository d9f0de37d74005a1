import { checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { codeUnitAt } from '../../core/code-unit.ts'
import { drop, keep, type Step } from '../../core/step.ts'
import { requireLeast, type LeastLength } from './least-length.ts'
import { isLetterOrDigit, saysMoreThanText } from './substance.ts'

export type DropShortOptions = {
  /** All that the user says in the conversation (default `{ letters: 2, cjk: 1 }`). */
  readonly user?: LeastLength
  /** All trained answers together (default `{ letters: 1, cjk: 1 }`). */
  readonly answer?: LeastLength
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu
const FIRST_BEYOND_ASCII = 0x80
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
  checkOptions('dropShort', options, { user: 'object', answer: 'object' })
  requireLeast('user of dropShort', options.user)
  requireLeast('answer of dropShort', options.answer)
  const { user = { letters: 2, cjk: 1 }, answer = { letters: 1, cjk: 1 } } = options
  return {
    name: 'drop-short',
    version: 1,
    apply(example) {
      if (isShort(example, isOfUser, user)) return drop(example, 'too_short', { side: 'user' })
      if (isShort(example, isTrained, answer)) return drop(example, 'too_short', { side: 'answer' })
      return keep(example)
    },
  }
}

function isShort(example: Example, isSaid: (entry: ExampleMessage) => boolean, least: LeastLength): boolean {
  for (const entry of example.messages) if (isSaid(entry) && saysMoreThanText(entry.message)) return false
  let letters = 0
  let cjk = 0
  for (const entry of example.messages) {
    if (!isSaid(entry)) continue
    const text = textOf(entry.message)
    const plain = lettersAhead(text, least.letters - letters)
    letters += plain.letters
    if (isEnough(letters, cjk, least)) return false
    for (const [character] of text.slice(plain.end).matchAll(LETTER_OR_DIGIT)) {
      if (CJK.test(character)) cjk += 1
      else letters += 1
      // Most texts are long enough after a few letters; the rest of them is not read.
      if (isEnough(letters, cjk, least)) return false
    }
  }
  return !isEnough(letters, cjk, least)
}

/** Letters and digits at the start of a text, as long as there is nothing beyond ASCII and no more than `most`. */
function lettersAhead(text: string, most: number): { readonly letters: number; readonly end: number } {
  let letters = 0
  let end = 0
  for (; end < text.length && letters < most; end += 1) {
    const code = codeUnitAt(text, end)
    if (code >= FIRST_BEYOND_ASCII) break
    if (isLetterOrDigit(code)) letters += 1
  }
  return { letters, end }
}

function isOfUser({ message }: ExampleMessage): boolean {
  return message.role === 'user'
}

function isTrained({ weight }: ExampleMessage): boolean {
  return weight === 1
}

function isEnough(letters: number, cjk: number, least: LeastLength): boolean {
  return letters >= least.letters || letters / least.letters + cjk / least.cjk >= 1
}
