import { z } from 'zod'
import { textField } from '../core/field.ts'

/**
 * An object that names one thing by exactly one of these ids. An id that is missing here is a compile error.
 *
 * Closed: a reader who does not know the id could only ignore what is said about its target, or guess.
 *
 * @param ids each id with a line that says what it names
 */
export function namedTarget<Target extends { readonly [id: string]: string }>(ids: {
  readonly [Id in IdsOf<Target>]: string
}): z.ZodType<Target> {
  const names = Object.keys(ids)
  return z
    .custom<Target>(
      (value) => namedIds(value, names).length === 1,
      `expected exactly one of ${names.join(', ')}, as text that is not empty`,
    )
    .meta({
      type: 'object',
      properties: Object.fromEntries(
        Object.entries<string>(ids).map(([id, description]) => [id, { type: 'string', minLength: 1, description }]),
      ),
      oneOf: names.map((id) => ({ required: [id] })),
    })
}

type IdsOf<Target> = Target extends unknown ? keyof Target & string : never

function namedIds(value: unknown, names: readonly string[]): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const present = names.filter((name) => Object.hasOwn(value, name))
  return present.every((name) => textField(value, name) !== undefined) ? present : []
}
