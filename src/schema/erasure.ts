import { z } from 'zod'
import type { Erasure, ErasureSelector } from '../core/erasure.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { identifier, time } from './field-values.ts'
import { namedTarget } from './named-target.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'

export const erasureSelectorSchema: z.ZodType<ErasureSelector> = namedTarget<ErasureSelector>({
  userId: 'All records of a user.',
  tenantId: 'All records of a tenant.',
  conversationId: 'All records of a conversation.',
  generationId: 'One record.',
}).describe('Whose records are to go.')

const tombstoneSchema = nounSchema<NonNullable<Erasure['tombstone']>>()({
  field: z.enum(['userId', 'tenantId', 'conversationId', 'generationId']),
  keyId: identifier,
  hmac: identifier,
}).describe('A keyed hash that stands in for the selector: HMAC-SHA256 of `<field>:<value>`.')

export const erasureSchema: NounSchema<Erasure> = nounSchema<Erasure>()({
  v: z.literal(RECORD_VERSION),
  type: z.literal('erasure'),
  id: identifier,
  at: time.describe('Records that started later are not touched, unless targets names them.'),
  selector: erasureSelectorSchema.exactOptional(),
  tombstone: tombstoneSchema.exactOptional(),
  targets: z
    .array(identifier)
    .readonly()
    .exactOptional()
    .describe('Ids of the generations found, and of their turns, responses and messages.'),
  reason: z.string().exactOptional(),
})
  .refine((erasure) => erasure.selector !== undefined || erasure.tombstone !== undefined, {
    path: ['selector'],
    error: 'expected a selector or a tombstone: this erasure names nobody',
  })
  .meta({
    description: 'The wish to be forgotten: from then on readers hide what it names, and stores remove it.',
    anyOf: [{ required: ['selector'] }, { required: ['tombstone'] }],
  })
