import { checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeAnswers, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { isRefusal } from './text/is-refusal.ts'

export type CheckRefusalOptions = {
  /** Default `flag`. */
  readonly action?: RuleAction
}

/**
 * Flags answers that refuse, `refusal`: the provider marked it so, or one of the first 200 characters' sentences says it
 * ("I can't help with that", "As an AI, I don't …"), in some 25 languages.
 *
 * To be sorry is no refusal: "I'm sorry, we are out of oat milk" and "I can't find your order" are the work of an
 * assistant. To refuse what must be refused is too, hence a flag.
 *
 * @example buildDataset({ rules: { refusals: 'drop' }, … })
 */
export function checkRefusal(options: CheckRefusalOptions = {}): Step {
  checkOptions('checkRefusal', options, { action: 'string' })
  requireChoice('action of checkRefusal', options.action, ACTIONS)
  const { action = 'flag' } = options
  return {
    name: 'check-refusal',
    version: 1,
    apply: (example) => judgeAnswers(example, action, (answer) => (refuses(answer) ? 'refusal' : undefined)),
  }
}

function refuses({ entry, spoken }: Answer): boolean {
  for (const part of entry.message.parts) if (part.type === 'other' && part.kind === 'refusal') return true
  return spoken !== '' && isRefusal(spoken)
}
