import { z } from 'zod'

/** The zod schemas of a noun's fields: an optional field may be absent, but not `undefined`. */
export type FieldSchemas<Noun> = {
  readonly [Key in keyof Noun]-?: IsOptional<Noun, Key> extends true
    ? z.ZodExactOptional<z.ZodType<Exclude<Noun[Key], undefined>>>
    : z.ZodType<Noun[Key]>
}

/** The zod schema of a noun of `finetap/core`. Fields that it does not know are kept. */
export type NounSchema<Noun> = z.ZodObject<FieldSchemas<Noun>, z.core.$loose>

/**
 * Ties a schema to its noun, field by field: a field that stands on one side only, or that is optional, wider or
 * narrower on one side, is a compile error at that field.
 *
 * Two calls, because TypeScript cannot infer `Fields` while `Noun` is given.
 *
 * @example const toolSchema: NounSchema<Tool> = nounSchema<Tool>()({ name: z.string(), … })
 */
export function nounSchema<Noun extends object>(): NounSchemaOf<Noun> {
  return (fields) => z.looseObject(fields)
}

type NounSchemaOf<Noun> = <Fields extends FieldSchemas<Noun>>(
  fields: Fields & Mismatches<Noun, Fields>,
) => z.ZodObject<Fields, z.core.$loose>

type IsOptional<Noun, Key extends keyof Noun> = object extends Pick<Noun, Key> ? true : false

type Mismatches<Noun, Fields> = {
  readonly [Key in keyof Fields]: Key extends keyof Noun
    ? Mismatch<Noun, Key, Fields[Key]>
    : 'the noun has no such field'
}

type Mismatch<Noun, Key extends keyof Noun, Schema> =
  IsOptional<Noun, Key> extends IsOptionalSchema<Schema>
    ? [Exclude<Noun[Key], undefined>] extends [z.output<Schema>]
      ? unknown
      : 'the schema refuses what the noun allows'
    : 'the field is not optional in the noun'

type IsOptionalSchema<Schema> = Schema extends { readonly _zod: { readonly optout: 'optional' } } ? true : false
