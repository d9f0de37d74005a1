import { badOption, kindOf } from '../../core/check-options.ts'

/**
 * Refuses what is no list of names: JavaScript may give one text in its place, which would be taken letter by letter.
 *
 * @param patterns regular expressions may stand among them; default false
 * @throws FinetapError `bad_option`
 */
export function requireList(
  name: string,
  value: unknown,
  { patterns = false }: { readonly patterns?: boolean } = {},
): void {
  if (value === undefined) return
  const such = patterns ? 'texts and regular expressions' : 'texts'
  if (!Array.isArray(value)) throw badOption(`${name} is ${kindOf(value)}`, `pass a list of ${such}, or leave it out`)
  const bad: unknown = value.find(
    (item: unknown) => !(typeof item === 'string' || (patterns && item instanceof RegExp)),
  )
  if (bad !== undefined || value.includes(undefined))
    throw badOption(`${name} holds something ${kindOf(bad)}`, `pass a list of ${such}, or leave it out`)
}
