import { badOption, checkOptions, kindOf, type OptionRules } from '../core/check-options.ts'
import { field } from '../core/field.ts'

/**
 * What all stores ask of their options.
 *
 * @throws FinetapError `bad_option`
 */
export function checkStoreOptions(owner: string, options: unknown, rules: OptionRules): void {
  checkOptions(owner, options, { ...rules, erasureKey: 'any' })
  const key = field(options, 'erasureKey')
  if (key === undefined || (typeof key === 'string' && key.trim() !== '')) return
  // Under one that everybody knows, whoever can guess a user's id knows whom an erasure names.
  const found = typeof key === 'string' ? 'empty' : kindOf(key)
  throw badOption(
    `The option erasureKey of ${owner} is ${found}`,
    'give a secret text, such as 32 random bytes in hexadecimal digits, or leave it out',
  )
}

/**
 * Refuses what is no path.
 *
 * @param example such as `./.finetap`
 * @throws FinetapError `bad_option`
 */
export function requirePath(owner: string, path: unknown, example: string): void {
  if (typeof path === 'string' && path !== '') return
  if (path instanceof URL) throw badOption(`${owner} was given a URL`, 'pass a path: fileURLToPath(url) of node:url')
  const found = path === '' ? 'an empty path' : path === undefined ? 'no path' : `a path that is ${kindOf(path)}`
  throw badOption(`${owner} was given ${found}`, `pass a path as a text, such as ${example}`)
}

/** @throws FinetapError `bad_option` when the value is not one of the levels. */
export function requireDurability(owner: string, value: unknown, levels: readonly string[]): void {
  if (typeof value === 'string' && levels.includes(value)) return
  throw badOption(`The option durability of ${owner} is ${JSON.stringify(value)}`, `give one of ${levels.join(', ')}`)
}
