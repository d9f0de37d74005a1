import { z } from 'zod'
import { field } from '../core/field.ts'
import { RECORD_VERSION, type Generation } from '../core/generation.ts'
import type { LogEvent, OtherEvent } from '../core/log-event.ts'
import { erasureSchema } from './erasure.ts'
import { feedbackSchema } from './feedback.ts'
import { jsonObject } from './field-values.ts'
import { gapSchema } from './gap.ts'
import { generationSchema, storedGenerationSchema } from './generation.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { reviewSchema } from './review.ts'
import { taggedUnion } from './tagged-union.ts'

/** Eight hexadecimal digits, the last field of a stored line. */
const CHECKSUM = /^[0-9a-f]{8}$/

export const otherEventSchema: NounSchema<OtherEvent> = nounSchema<OtherEvent>()({
  v: z.literal(RECORD_VERSION),
  type: z.literal('other'),
  id: z.string(),
  kind: z.string(),
  value: jsonObject.describe('The whole line.'),
}).describe('How readers hand over an event of a type that they do not know.')

/** A whole event, as `store.read()` gives it. Nothing that only a store writes may be left in it. */
export const logEventSchema: z.ZodType<LogEvent> = eventUnion(generationSchema).refine(
  (event) => field(event, 'crc') === undefined,
  { path: ['crc'], error: 'expected a whole event: this is a line of a store, which `store.read()` checks and opens' },
)

/** An event as a line of a store: the history may lie in an earlier line, and a checksum may end it. */
export const logLineSchema: z.ZodType = eventUnion(storedGenerationSchema)
  .refine((line) => isChecksum(field(line, 'crc')), { path: ['crc'], error: 'expected eight hexadecimal digits' })
  .meta({
    description:
      'One line of a finetap log: an event, told apart by `type`. Fields, parts and events of kinds that are not ' +
      'listed are allowed and kept, because additions never raise `v`. A whole event, as readers hand it over and ' +
      'importers take it, has neither `crc` nor `request.base`.',
    properties: {
      crc: { type: 'string', pattern: CHECKSUM.source, description: 'Checksum of the line in front of this field.' },
    },
  })

function eventUnion(generation: z.ZodType<Generation>): z.ZodType<LogEvent> {
  return taggedUnion<LogEvent, 'type'>(
    'type',
    {
      generation,
      feedback: feedbackSchema,
      review: reviewSchema,
      erasure: erasureSchema,
      gap: gapSchema,
      other: otherEventSchema,
    },
    { v: z.literal(RECORD_VERSION) },
  )
}

function isChecksum(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && CHECKSUM.test(value))
}
