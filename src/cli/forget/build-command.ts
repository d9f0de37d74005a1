import type { RebuildOptions } from '../../pipeline/forget/rebuild-options.ts'
import { nameOf, type Address } from '../address.ts'
import { shellWord } from '../shell-word.ts'

type Known = Extract<RebuildOptions, { readonly kind: 'known' }>['options']

/** How one would write on a command line what builds a dataset anew. */
export function buildCommand(
  from: Address,
  to: string,
  { name, salt, formats = [], split = {}, ...steps }: Known,
): string {
  const { validation = 0, test = 0, by, groupBy } = split
  const flags: readonly (readonly [flag: string, value: string | undefined])[] = [
    ['from', nameOf(from)],
    ['to', to],
    ...formats.map((format) => ['format', typeof format === 'string' ? format : format.name] as const),
    ['split', `${validation},${test}`],
    ['split-by', by === 'time' ? by : undefined],
    ['group-by', groupBy?.join() === 'user,conversation' ? undefined : groupBy?.join()],
    ['salt', salt],
    ['name', name],
    ['consent', steps.consent],
    ...Object.entries(steps.rules ?? {}).flatMap(([rule, set]) => {
      const value = set === false ? 'off' : typeof set === 'string' ? set : undefined
      return value === undefined ? [] : [['rule', `${rule}=${value}`] as const]
    }),
  ]
  const written = flags.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${shellWord(value)}`]))
  return ['finetap build', ...written, ...(steps.redact === false ? ['--no-redact'] : [])].join(' ')
}
