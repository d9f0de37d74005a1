import { nearest } from '../nearest.ts'
import { badUsage } from '../usage.ts'
import type { Given } from '../verb.ts'

/** Names of a flag that is given several times, or once with commas. */
export function namesOf(given: Given, flag: string): readonly string[] | undefined {
  const names = given.texts(flag).flatMap((text) => text.split(',').map((name) => name.trim()))
  if (names.includes('')) throw badUsage(`--${flag} names nothing between two commas`, 'leave out the comma')
  return names.length === 0 ? undefined : names
}

/** The text of a flag that is one of these. */
export function oneOf<Name extends string>(given: Given, flag: string, names: readonly Name[]): Name | undefined {
  const text = given.text(flag)
  return text === undefined ? undefined : choice(flag, text, names)
}

export function choice<Name extends string>(flag: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (found !== undefined) return found
  const near = nearest(text, names)
  const fix = near === undefined ? `give ${names.join(' or ')}` : `did you mean ${near}?`
  throw badUsage(`--${flag} is ${JSON.stringify(text)}`, fix)
}
