import { checkOptions } from '../../core/check-options.ts'
import type { Step } from '../../core/step.ts'
import { judgeTexts, type RuleAction } from './judge-answers.ts'
import { ACTIONS, requireChoice } from './require-choice.ts'
import { requireList } from './require-list.ts'
import { proseOf } from './text/fenced-blocks.ts'
import { identityLeak } from './text/identity-leak.ts'

export type CheckIdentityOptions = {
  /** Default `flag`. */
  readonly action?: RuleAction
  /** Names of providers and models beside the some hundred that are known (default none). */
  readonly providers?: readonly string[]
  /** The names that your model may bear, such as `Aria`, also when a provider uses them (default none). */
  readonly own?: string | readonly string[]
}

/**
 * Flags answers in which the model says that it is somebody else's, `identity_leak`: "I am ChatGPT", "I'm a large language
 * model trained by …", "against …'s policies", in some 15 languages; or when its knowledge ends ("as of my last update in
 * …"). A tuned model would repeat both.
 *
 * To speak about a provider is none ("ChatGPT was developed by OpenAI"), and code does not count. Names of people and
 * things ("Claude", "Gemini") count where the sentence speaks of a model. The phrases are of the kinds that open-instruct
 * filters.
 *
 * @example buildDataset({ rules: { identity: { own: 'Aria', action: 'drop' } }, … })
 */
export function checkIdentity(options: CheckIdentityOptions = {}): Step {
  checkOptions('checkIdentity', options, { action: 'string', providers: 'any', own: 'any' })
  requireChoice('action of checkIdentity', options.action, ACTIONS)
  requireList('providers of checkIdentity', options.providers)
  if (typeof options.own !== 'string') requireList('own of checkIdentity', options.own)
  const { action = 'flag', providers = [], own = [] } = options
  const tells = identityLeak({ providers, own: typeof own === 'string' ? [own] : own })
  return {
    name: 'check-identity',
    version: 1,
    apply: (example) =>
      judgeTexts(example, action, ({ spoken }) =>
        tells(spoken) && tells(proseOf(spoken).join('\n')) ? 'identity_leak' : undefined,
      ),
  }
}
