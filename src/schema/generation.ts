import { z } from 'zod'
import type {
  Generation,
  GenerationLabels,
  GenerationSource,
  ModelIdentity,
  RedactionNote,
} from '../core/generation.ts'
import { RECORD_VERSION } from '../core/generation.ts'
import { count, counts, identifier, jsonObject, listOf, milliseconds, time } from './field-values.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { openChoice } from './open-choice.ts'
import { requestSchema, storedRequestSchema } from './request.ts'
import { deliveredSchema, generationErrorSchema, responseSchema, usageSchema } from './response.ts'

export const sourceSchema: NounSchema<GenerationSource> = nounSchema<GenerationSource>()({
  adapter: z.string(),
  framework: z.string().exactOptional(),
  version: z.string().describe('Of the framework, or of its specification.').exactOptional(),
}).describe('Where a record came from.')

export const modelSchema: NounSchema<ModelIdentity> = nounSchema<ModelIdentity>()({
  provider: z.string().exactOptional(),
  requested: z.string().describe('What the app asked for.'),
  responded: z.string().describe('What the provider says it used.').exactOptional(),
})

export const redactionSchema: NounSchema<RedactionNote> = nounSchema<RedactionNote>()({
  rules: listOf(z.string()).describe('The rules in force.'),
  counts: counts.describe('How often each rule replaced something in this call.'),
}).describe('What capture-time redaction did.')

const linkSchema = nounSchema<Generation['link']>()({
  how: openChoice(['explicit', 'context', 'headers', 'callId', 'runId', 'prefix', 'http', 'none']),
}).describe('By what the generation was joined to its turn.')

const labelsSchema = nounSchema<GenerationLabels>()({
  conversationId: identifier.exactOptional(),
  sessionId: identifier.exactOptional(),
  userId: identifier.exactOptional(),
  tenantId: identifier.exactOptional(),
  environment: z.string().exactOptional(),
  release: z.string().exactOptional(),
  promptId: z.string().exactOptional(),
  promptVersion: z.string().exactOptional(),
  traceId: z.string().exactOptional(),
  consent: z.boolean().describe('Absent: kept.').exactOptional(),
  metadata: jsonObject.exactOptional(),
  tags: listOf(z.string()).exactOptional(),
})

export const generationSchema: NounSchema<Generation> = nounSchema<Generation>()({
  v: z.literal(RECORD_VERSION),
  type: z.literal('generation'),
  id: identifier.describe('A time-ordered UUID in records that finetap made.'),
  turnId: identifier.describe('Joins the calls between a user message and its final answer.'),
  step: count.describe('Counts the calls of a tool loop, from 0.'),
  attempt: count.describe('Counts the retries of a step, from 0.'),
  parentId: identifier.describe('The generation that caused this one.').exactOptional(),
  ...labelsSchema.shape,
  link: linkSchema,
  startedAt: time,
  firstTokenMs: milliseconds.exactOptional(),
  durationMs: milliseconds.exactOptional(),
  source: sourceSchema,
  operation: z.string().describe('What was called, such as `chat`.'),
  stream: z.boolean(),
  model: modelSchema,
  request: requestSchema,
  response: responseSchema,
  delivered: deliveredSchema.exactOptional(),
  usage: usageSchema.exactOptional(),
  status: z
    .enum(['ok', 'error', 'aborted', 'interrupted', 'abandoned'])
    .describe(
      '`ok`: the terminal event was seen. `error`: the upstream failed. `aborted`: a signal or a cancel was seen. ' +
        '`interrupted`: the upstream ended without its terminal event. `abandoned`: nobody read on.',
    ),
  error: generationErrorSchema.exactOptional(),
  redaction: redactionSchema.exactOptional(),
  ext: jsonObject.describe('Room for adapters and importers.').exactOptional(),
})

/** A generation as a store may write it. */
export const storedGenerationSchema: NounSchema<Generation> = generationSchema
  .extend({ request: storedRequestSchema })
  .describe('One model call as it happened.')
