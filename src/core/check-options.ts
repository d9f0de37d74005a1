import { FinetapError } from './errors.ts'
import { nearestName } from './nearest-name.ts'

type Kind = 'any' | 'boolean' | 'function' | 'number' | 'object' | 'string'

/** What each option must be, by its name; rules in place of a kind are those of the options within it. */
export type OptionRules = { readonly [name: string]: Kind | OptionRules }

/**
 * Refuses options that cannot be meant as they are given, such as misspelt ones. Those that are `undefined` count as
 * absent.
 *
 * @throws FinetapError `bad_option`
 */
export function checkOptions(owner: string, options: unknown, rules: OptionRules): void {
  if (!isObject(options)) throw badOption(`The options of ${owner} are ${kindOf(options)}`, 'pass an object')
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw unknownOption(owner, name, Object.keys(rules))
    if (rule === 'any' || value === undefined) continue
    if (!isA(rule, value)) throw badOption(`The option ${name} of ${owner} is ${kindOf(value)}`, fixOf(rule))
    if (typeof rule === 'object') checkOptions(name, value, rule)
  }
}

export function badOption(what: string, fix: string): FinetapError {
  return new FinetapError('bad_option', { what, fix })
}

/** What to call a value that is not what was asked for: never what it holds, which may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`
}

function unknownOption(owner: string, name: string, known: readonly string[]): FinetapError {
  const nearest = nearestName(name, known)
  const guess = nearest === undefined ? '' : `did you mean ${nearest}? Or `
  return badOption(`${owner} has no option ${name}`, `${guess}use one of ${known.join(', ')}`)
}

function isA(rule: Exclude<OptionRules[string], 'any'>, value: unknown): boolean {
  return typeof rule === 'object' || rule === 'object' ? isObject(value) : typeof value === rule
}

function fixOf(rule: OptionRules[string]): string {
  if (typeof rule === 'object') return `pass an object with ${Object.keys(rule).join(' or ')}, or leave it out`
  return `pass ${rule === 'object' ? 'an object' : `a ${rule}`}, or leave it out`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
