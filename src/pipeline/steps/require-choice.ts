import { badOption } from '../../core/check-options.ts'

/**
 * Refuses an option that is none of its choices: JavaScript may misspell one, and a rule would do the wrong thing.
 *
 * @throws FinetapError `bad_option`
 */
export function requireChoice(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return
  throw badOption(`${name} is none of its choices`, `use one of ${choices.join(', ')}, or leave it out`)
}

/** What may be done with what a rule hits. */
export const ACTIONS: readonly string[] = ['flag', 'drop']
