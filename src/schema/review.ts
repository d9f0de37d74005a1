import { z } from 'zod'
import { RECORD_VERSION } from '../core/generation.ts'
import type { Review, ReviewTarget } from '../core/review.ts'
import { identifier, listOf, time } from './field-values.ts'
import { namedTarget } from './named-target.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'

export const reviewTargetSchema: z.ZodType<ReviewTarget> = namedTarget<ReviewTarget>({
  generationId: 'One model call.',
  conversationId: 'All examples of a conversation.',
  exampleId: 'One training row.',
}).describe('What a reviewer looked at.')

export const reviewSchema: NounSchema<Review> = nounSchema<Review>()({
  v: z.literal(RECORD_VERSION),
  type: z.literal('review'),
  id: identifier,
  at: time,
  target: reviewTargetSchema,
  decision: z
    .enum(['approve', 'reject', 'flag', 'skip', 'undo'])
    .describe('The latest decision on a target counts; `undo` takes the decision before it back.'),
  correction: z.string().describe('The answer as the reviewer rewrote it.').exactOptional(),
  preferredId: identifier.describe('The generation that the reviewer prefers over the target.').exactOptional(),
  tags: listOf(z.string()).exactOptional(),
  comment: z.string().exactOptional(),
  by: identifier.describe('Who decided.').exactOptional(),
}).describe("A person's decision on whether something becomes training data.")
