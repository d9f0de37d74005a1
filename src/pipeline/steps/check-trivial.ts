import { checkOptions } from '../../core/check-options.ts'
import type { Example, ExampleMessage } from '../../core/example.ts'
import { textOf } from '../../core/message.ts'
import { drop, keep, type Step } from '../../core/step.ts'
import { countLetters } from '../language/scripts.ts'
import { withFlags, type RuleAction } from './judge-answers.ts'
import { requireLeast, type LeastLength } from './least-length.ts'
import { saysMoreThanText } from './substance.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type CheckTrivialOptions = {
  /** Default `'flag'`. */
  readonly action?: RuleAction
  /** A question shorter than this is trivial (default `{ letters: 10, cjk: 6 }`). */
  readonly user?: LeastLength
  /** And so is an answer shorter than this (default `{ letters: 80, cjk: 30 }`). */
  readonly answer?: LeastLength
}

const BEGINNING = 200

/**
 * Notices chats of one short question and one short answer ("hi", "Hello! How can I help?"), reason `trivial`: they
 * teach nothing, and a log may hold thousands.
 *
 * Letters and digits count; where scripts are mixed, each by its share. Files and tool calls make a chat more than
 * trivial, and so does a second question. The limits are those of the HardFilter of ModelScope's twinkle.
 *
 * @example buildDataset({ rules: { trivial: 'drop' }, … })
 */
export function checkTrivial(options: CheckTrivialOptions = {}): Step {
  checkOptions('checkTrivial', options, { action: 'string', user: 'object', answer: 'object' })
  requireChoice('action of checkTrivial', options.action, ACTIONS)
  requireLeast('user of checkTrivial', options.user)
  requireLeast('answer of checkTrivial', options.answer)
  const { action = 'flag', user = { letters: 10, cjk: 6 }, answer = { letters: 80, cjk: 30 } } = options
  return {
    name: 'check-trivial',
    version: 1,
    apply(example) {
      if (!isTrivial(example, user, answer)) return keep(example)
      return action === 'drop' ? drop(example, 'trivial') : keep(withFlags(example, ['trivial']))
    },
  }
}

function isTrivial(example: Example, user: LeastLength, answer: LeastLength): boolean {
  const said: ExampleMessage[] = []
  for (const entry of example.messages) {
    if (entry.message.role === 'system' || entry.message.role === 'developer') continue
    if (said.push(entry) > 2) return false
  }
  const [question, reply] = said
  if (said.length !== 2 || question?.message.role !== 'user' || reply?.message.role !== 'assistant') return false
  if (saysMoreThanText(question.message) || saysMoreThanText(reply.message)) return false
  return isShorter(textOf(question.message), user) && isShorter(textOf(reply.message), answer)
}

function isShorter(text: string, least: LeastLength): boolean {
  // Most texts are long enough in their first words; the rest of them is not read.
  return isBelow(text.slice(0, BEGINNING), least) && (text.length <= BEGINNING || isBelow(text, least))
}

function isBelow(text: string, least: LeastLength): boolean {
  const { other, cjk } = countLetters(text, { digits: true })
  return other / least.letters + cjk / least.cjk < 1
}
