import { checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { lastUserText } from './text/last-user-text.ts'
import { tailLoop, type TailLoop } from './text/tail-loop.ts'

export type CheckTailLoopOptions = {
  /** Default `drop`. */
  readonly action?: RuleAction
}

/**
 * Gives up answers that end in a loop, reason `tail_loop`: the last characters repeat a piece of 1 to 180 characters,
 * and the repeats come to at least 40 characters and twice the piece. Tables, rules, numbers and blocks of code
 * repeat by nature: there 1,000 characters must be repeats. Who names the words and a number ("say hello 50 times") gets
 * what was asked for.
 *
 * Length of the piece and of the repeats are those that told weak models from strong ones in real data: 3.9 % of the
 * answers of the former against 0.1 % of the latter.
 *
 * @example buildDataset({ rules: { tailLoops: 'flag' }, … })
 */
export function checkTailLoop(options: CheckTailLoopOptions = {}): Step {
  checkOptions('checkTailLoop', options, { action: 'string' })
  requireChoice('action of checkTailLoop', options.action, ACTIONS)
  const { action = 'drop' } = options
  return {
    name: 'check-tail-loop',
    version: 1,
    apply: (example) =>
      judgeTexts(example, action, (answer) => {
        const loop = tailLoop(answer.spoken)
        return loop === undefined || isAskedFor(answer, loop) ? undefined : 'tail_loop'
      }),
  }
}

function isAskedFor(answer: Answer, { piece }: TailLoop): boolean {
  const question = lastUserText(answer).toLowerCase()
  return /\d/.test(question) && question.includes(piece.trim().toLowerCase())
}
