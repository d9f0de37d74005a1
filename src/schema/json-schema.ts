import { z } from 'zod'
import { erasureSchema, erasureSelectorSchema } from './erasure.ts'
import {
  commentSchema,
  correctionSchema,
  feedbackSchema,
  feedbackTargetSchema,
  scoreSchema,
  thumbSchema,
} from './feedback.ts'
import { time } from './field-values.ts'
import { gapSchema } from './gap.ts'
import { modelSchema, redactionSchema, sourceSchema, storedGenerationSchema } from './generation.ts'
import { logLineSchema, otherEventSchema } from './log-event.ts'
import { messageSchema } from './message.ts'
import {
  filePartSchema,
  otherPartSchema,
  partSchema,
  reasoningPartSchema,
  sourcePartSchema,
  textPartSchema,
  toolCallPartSchema,
  toolResultPartSchema,
} from './part.ts'
import { storedRequestSchema } from './request.ts'
import { deliveredSchema, generationErrorSchema, responseSchema, usageSchema } from './response.ts'
import { reviewSchema, reviewTargetSchema } from './review.ts'
import { toolSchema } from './tool.ts'

/** Each noun stands once, under its name; the order is that of the file. */
const DEFINITIONS: { readonly [name: string]: z.ZodType } = {
  Generation: storedGenerationSchema,
  GenerationSource: sourceSchema,
  ModelIdentity: modelSchema,
  GenerationRequest: storedRequestSchema,
  GenerationResponse: responseSchema,
  GenerationError: generationErrorSchema,
  Usage: usageSchema,
  Delivered: deliveredSchema,
  RedactionNote: redactionSchema,
  Message: messageSchema,
  Part: partSchema,
  TextPart: textPartSchema,
  ReasoningPart: reasoningPartSchema,
  ToolCallPart: toolCallPartSchema,
  ToolResultPart: toolResultPartSchema,
  FilePart: filePartSchema,
  SourcePart: sourcePartSchema,
  OtherPart: otherPartSchema,
  Tool: toolSchema,
  Feedback: feedbackSchema,
  ThumbFeedback: thumbSchema,
  ScoreFeedback: scoreSchema,
  CommentFeedback: commentSchema,
  CorrectionFeedback: correctionSchema,
  FeedbackTarget: feedbackTargetSchema,
  Review: reviewSchema,
  ReviewTarget: reviewTargetSchema,
  Erasure: erasureSchema,
  ErasureSelector: erasureSelectorSchema,
  Gap: gapSchema,
  OtherEvent: otherEventSchema,
  Time: time,
}

/** The text of the published JSON Schema of a log line, draft 2020-12: what `schema/record.schema.json` holds. */
export function recordJsonSchema(): string {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(DEFINITIONS)) names.add(schema, { id })
  const {
    $schema,
    $defs = {},
    ...line
  } = z.toJSONSchema(logLineSchema, {
    target: 'draft-2020-12',
    metadata: names,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => describe(zodSchema, jsonSchema),
  })
  const file = {
    $schema,
    $id: 'urn:finetap:record:1',
    title: 'finetap record, version 1',
    ...line,
    $defs: Object.fromEntries(Object.keys(DEFINITIONS).map((name) => [name, $defs[name]])),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

// Descriptions and the schemas of hand-written checks lie in zod's own registry, the names in ours: an app that names
// its own schemas in zod's registry never meets them.
function describe(zodSchema: z.core.$ZodType, jsonSchema: z.core.JSONSchema.BaseSchema): void {
  Object.assign(jsonSchema, z.globalRegistry.get(zodSchema))
  if (isEmpty(jsonSchema.additionalProperties)) delete jsonSchema.additionalProperties
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
