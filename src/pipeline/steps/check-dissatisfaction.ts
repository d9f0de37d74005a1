import { checkOptions } from '../../core/check-options.ts'
import { textOf } from '../../core/message.ts'
import type { Step } from '../../core/step.ts'
import { asksAgain } from './asks-again.ts'
import { isComplaint } from './dissatisfaction.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { lastUserText } from './text/last-user-text.ts'

export type CheckDissatisfactionOptions = {
  /** Default `'flag'`. */
  readonly action?: RuleAction
}

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
