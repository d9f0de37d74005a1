import { z } from 'zod'
import type { Gap } from '../core/gap.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { counts, identifier, time } from './field-values.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'

export const gapSchema: NounSchema<Gap> = nounSchema<Gap>()({
  v: z.literal(RECORD_VERSION),
  type: z.literal('gap'),
  id: identifier,
  at: time.describe('When the log could be written again.'),
  since: time.describe('When the first generation was dropped.'),
  dropped: counts.describe('How many generations were captured but not kept, by reason.'),
}).describe('A hole in the log.')
