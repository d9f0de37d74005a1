import type { RebuildOptions } from '../../pipeline/forget/rebuild-options.ts'
import { nameOf, type Address } from '../address.ts'
import { shellWord } from '../shell-word.ts'
import type { WhomGiven } from './whom.ts'

type Missing = NonNullable<Extract<RebuildOptions, { readonly kind: 'unknown' }>['missing']>

/** The flags that set a step; in brackets where some of them do. */
const OF_STEPS: { readonly [step: string]: string } = {
  'select-models': '[--only-model NAME] [--exclude-model NAME]',
  'limit-length': '--rule length=CHARACTERS',
  'cap-prompts': '--rule prompt-cap=ROWS',
  'cap-users': '--rule user-cap=ROWS',
  decontaminate: '--rule contamination=FILE',
}

const OF_MASKING = '[--mask MODE] [--known NAME] [--known-file FILE] [--keep-host HOST]'

export type AgainOf = { readonly address: Address; readonly folder: string; readonly whom: WhomGiven }

/** The command that builds a dataset anew, with places for what nobody knows; undefined where no flags can say it. */
export function commandWithFlags({ steps, options }: Missing, { address, folder, whom }: AgainOf): string | undefined {
  const ofSteps = steps.map((step) => OF_STEPS[step])
  if (ofSteps.includes(undefined) || options.includes('formats')) return undefined
  const ofRules = options.includes('rules') && steps.length === 0 ? ['--rule NAME=WHAT'] : []
  const ofMasking = options.includes('redact') ? [OF_MASKING] : []
  const words = ['forget', nameOf(address), `--${whom.whom}`, whom.id, '--datasets', folder, '--rebuild']
  return ['finetap', ...words.map(shellWord), ...ofSteps, ...ofRules, ...ofMasking].join(' ')
}
