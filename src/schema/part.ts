import { z } from 'zod'
import type {
  FilePart,
  OtherPart,
  Part,
  ReasoningPart,
  SourcePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../core/message.ts'
import { json, jsonObject } from './field-values.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { taggedUnion } from './tagged-union.ts'

export const textPartSchema: NounSchema<TextPart> = nounSchema<TextPart>()({
  type: z.literal('text'),
  text: z.string(),
})

export const reasoningPartSchema: NounSchema<ReasoningPart> = nounSchema<ReasoningPart>()({
  type: z.literal('reasoning'),
  text: z.string(),
  signature: z.string().describe('The proof of the provider, needed when the part is sent back.').exactOptional(),
}).describe('What a model thought before it answered.')

export const toolCallPartSchema: NounSchema<ToolCallPart> = nounSchema<ToolCallPart>()({
  type: z.literal('tool_call'),
  id: z.string(),
  name: z.string(),
  arguments: jsonObject.describe('Always an object; empty when the model wrote something else.'),
  argumentsRaw: z.string().describe('What the model wrote, when it is no JSON object.').exactOptional(),
  providerExecuted: z.boolean().exactOptional(),
}).describe('The wish of a model to call a tool.')

export const toolResultPartSchema: NounSchema<ToolResultPart> = nounSchema<ToolResultPart>()({
  type: z.literal('tool_result'),
  id: z.string().describe('The id of the call.'),
  name: z.string().exactOptional(),
  result: json,
  isError: z.boolean().exactOptional(),
}).describe('What a tool answered.')

export const filePartSchema: NounSchema<FilePart> = nounSchema<FilePart>()({
  type: z.literal('file'),
  mediaType: z.string(),
  uri: z.string().describe('An http address or a data URI.').exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('The content, as a blob of the store.')
    .exactOptional(),
  fileId: z.string().describe('The id of the file at the provider.').exactOptional(),
  filename: z.string().exactOptional(),
}).describe('A file or image, by its address, its content or the id it has at the provider.')

export const sourcePartSchema: NounSchema<SourcePart> = nounSchema<SourcePart>()({
  type: z.literal('source'),
  id: z.string().exactOptional(),
  uri: z.string().exactOptional(),
  title: z.string().exactOptional(),
  mediaType: z.string().exactOptional(),
}).describe('A page or document that the model cites.')

export const otherPartSchema: NounSchema<OtherPart> = nounSchema<OtherPart>()({
  type: z.literal('other'),
  kind: z.string(),
  value: json,
}).describe('A part for which the record has no type, kept as the framework gave it.')

export const partSchema: z.ZodType<Part> = taggedUnion<Part, 'type'>('type', {
  text: textPartSchema,
  reasoning: reasoningPartSchema,
  tool_call: toolCallPartSchema,
  tool_result: toolResultPartSchema,
  file: filePartSchema,
  source: sourcePartSchema,
  other: otherPartSchema,
}).describe('One piece of a message, told apart by `type`.')
