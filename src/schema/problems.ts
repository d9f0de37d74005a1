import type { z } from 'zod'

/** One thing that is wrong with a value. */
export type Problem = {
  /** Where it is, such as `request.messages[3].parts[0].text`; `''` for the value itself. */
  readonly path: string
  readonly message: string
}

type Place = readonly PropertyKey[]
type Found = { readonly place: Place; readonly message: string }

/** The fields by which the variants of a union are told apart, the outer one first. */
const TAGS: readonly string[] = ['type', 'kind']

/** What a failed parse found, each with a path that a person can follow. Of a union only the variant that was meant. */
export function problemsOf(error: z.ZodError): readonly Problem[] {
  return error.issues.flatMap(resolve).map(({ place, message }) => ({ path: pathOf(place), message }))
}

function resolve(issue: z.core.$ZodIssue): readonly Found[] {
  if (issue.code !== 'invalid_union') return [{ place: issue.path, message: plain(issue.message) }]
  const variants = issue.errors.map((issues) => issues.flatMap(resolve))
  return meantVariant(variants).map(({ place, message }) => ({ place: [...issue.path, ...place], message }))
}

/** The variant whose tags fit; without one the last, which says what tags there are. */
function meantVariant(variants: readonly (readonly Found[])[]): readonly Found[] {
  let meant = variants
  for (const tag of TAGS) {
    const fitting = meant.filter((found) => !found.some(({ place }) => place.length === 1 && place[0] === tag))
    if (fitting.length > 0) meant = fitting
  }
  return meant.at(-1) ?? []
}

function plain(message: string): string {
  return message.replace(/^Invalid (input|option): /, '').replace(/, received undefined$/, ', but it is missing')
}

function pathOf(place: Place): string {
  return place.reduce<string>((path, key) => path + step(key, path === ''), '')
}

function step(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`
  const name = String(key)
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `[${JSON.stringify(name)}]`
  return isFirst ? name : `.${name}`
}
