import { badOption, checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import type { Answer } from './answers.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { damageOf } from './text-damage.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'

export type RequireContentOptions = {
  /** Default `'drop'`. */
  readonly action?: RuleAction
  /** How much of an answer may be damaged, from 0 to 1. Default 0.01. */
  readonly share?: number
}

/**
 * Gives up answers whose text is damaged, reason `invalid_content`: a NUL; three unreadable characters in a row (U+FFFD
 * or halves of a character); or more than 1 % of it, and at least three places, unreadable or control characters or UTF-8
 * that was read in another encoding ("Ã©", "â€™").
 *
 * @example buildDataset({ rules: { content: 'drop' }, … })
 */
export function requireContent(options: RequireContentOptions = {}): Step {
  checkOptions('requireContent', options, { action: 'string', share: 'number' })
  requireChoice('action of requireContent', options.action, ACTIONS)
  const { action = 'drop', share = 0.01 } = options
  if (!(share >= 0 && share <= 1)) throw badOption('share of requireContent is no share', 'pass a number from 0 to 1')
  return {
    name: 'require-content',
    version: 1,
    apply: (example) =>
      judgeTexts(example, action, (answer) =>
        mayBeDamaged(answer) && damageOf(answer.text, share) !== undefined ? 'invalid_content' : undefined,
      ),
  }
}

/** Thoughts may be damaged too. */
function mayBeDamaged({ text, spoken, facts }: Answer): boolean {
  return spoken.length < text.length || facts.mayBeDamaged
}
