import { checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { repeatedUnit } from './text/repeated-unit.ts'

export type CheckRepetitionOptions = {
  /** Default `flag`. */
  readonly action?: RuleAction
}

/**
 * Flags answers that say the same sentence, line or group of sentences four times on end, `repetition`. Blocks of code
 * and tables do not count, nor phrases below 12 characters (5 of Chinese, Japanese and Korean); items of lists must come
 * twelve times.
 *
 * Four times on end, and three times as often in lists, are what open-instruct takes for chat answers. Limits made for
 * web pages, such as Gopher's, would hit 7 % of the answers of strong models.
 *
 * @example buildDataset({ rules: { repetition: 'drop' }, … })
 */
export function checkRepetition(options: CheckRepetitionOptions = {}): Step {
  checkOptions('checkRepetition', options, { action: 'string' })
  requireChoice('action of checkRepetition', options.action, ACTIONS)
  const { action = 'flag' } = options
  return {
    name: 'check-repetition',
    version: 1,
    apply: (example) =>
      judgeTexts(example, action, ({ spoken, facts }) =>
        facts.mayRepeat && repeatedUnit(spoken) !== undefined ? 'repetition' : undefined,
      ),
  }
}
