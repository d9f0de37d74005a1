import { z } from 'zod'
import { field } from '../core/field.ts'

/**
 * The variants of a union, told apart by the text under `tag`. A variant that is missing here is a compile error.
 *
 * A tag that is not known passes when `common` holds: later versions add variants without raising `v`, and what a
 * reader does not know is kept as it came. The type promises the known variants, as core does.
 *
 * @param common the fields of every variant, also of those that are not known
 */
export function taggedUnion<Union extends object, Tag extends keyof Union & string>(
  tag: Tag,
  variants: Variants<Union, Tag>,
  common: z.core.$ZodShape = {},
): z.ZodType<Union> {
  const known: ReadonlyMap<string, z.ZodType<Union>> = new Map(Object.entries<z.ZodType<Union>>(variants))
  const unknown = z.intersection(unknownTag<Union>(tag, [...known.keys()]), z.looseObject(common))
  return z.union([...known.values(), unknown])
}

type Variants<Union, Tag extends keyof Union> = {
  readonly [Value in Union[Tag] & string]: z.ZodType<Extract<Union, { readonly [Key in Tag]: Value }>>
}

function unknownTag<Union>(tag: string, known: readonly string[]): z.ZodType<Union> {
  return z
    .custom<Union>((value) => isUnknown(field(value, tag), known), {
      path: [tag],
      error: `expected text: ${known.join(', ')}, or the name of a kind that this version does not know`,
    })
    .meta({
      type: 'object',
      properties: { [tag]: { type: 'string', minLength: 1, not: { enum: [...known] } } },
      required: [tag],
    })
}

function isUnknown(value: unknown, known: readonly string[]): boolean {
  return typeof value === 'string' && value !== '' && !known.includes(value)
}
