import { z } from 'zod'
import type { Feedback, FeedbackTarget } from '../core/feedback.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { identifier, time } from './field-values.ts'
import { namedTarget } from './named-target.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { taggedUnion } from './tagged-union.ts'

type FeedbackOf<Kind extends Feedback['kind']> = Extract<Feedback, { readonly kind: Kind }>

export const feedbackTargetSchema: z.ZodType<FeedbackTarget> = namedTarget<FeedbackTarget>({
  generationId: 'One model call.',
  turnId: 'The calls between a user message and its final answer.',
  responseId: "The provider's id of the response.",
  messageId: "The app's own id of the message.",
}).describe('What a judgement is about.')

const base = {
  v: z.literal(RECORD_VERSION),
  type: z.literal('feedback'),
  id: identifier,
  at: time,
  target: feedbackTargetSchema,
  comment: z.string().exactOptional(),
  correction: z.string().describe('The answer that should have been given.').exactOptional(),
  by: identifier.describe('Who judged.').exactOptional(),
}

export const thumbSchema: NounSchema<FeedbackOf<'thumb'>> = nounSchema<FeedbackOf<'thumb'>>()({
  ...base,
  kind: z.literal('thumb'),
  value: z.enum(['up', 'down']),
})

export const scoreSchema: NounSchema<FeedbackOf<'score'>> = nounSchema<FeedbackOf<'score'>>()({
  ...base,
  kind: z.literal('score'),
  value: z.number(),
})

export const commentSchema: NounSchema<FeedbackOf<'comment'>> = nounSchema<FeedbackOf<'comment'>>()({
  ...base,
  kind: z.literal('comment'),
  value: z.string(),
})

export const correctionSchema: NounSchema<FeedbackOf<'correction'>> = nounSchema<FeedbackOf<'correction'>>()({
  ...base,
  kind: z.literal('correction'),
  value: z.string().describe('The answer that should have been given.'),
})

export const feedbackSchema: z.ZodType<Feedback> = taggedUnion<Feedback, 'kind'>(
  'kind',
  { thumb: thumbSchema, score: scoreSchema, comment: commentSchema, correction: correctionSchema },
  base,
).describe('A later judgement of a generation or turn.')
