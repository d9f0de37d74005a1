import { z } from 'zod'
import type { Delivered, GenerationError, GenerationResponse, Usage } from '../core/generation.ts'
import { count, json, listOf } from './field-values.ts'
import { messageSchema } from './message.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { openChoice } from './open-choice.ts'

export const responseSchema: NounSchema<GenerationResponse> = nounSchema<GenerationResponse>()({
  id: z.string().describe("The provider's id of the response.").exactOptional(),
  messageId: z.string().describe("The app's own id of the message that the answer is shown as.").exactOptional(),
  messages: listOf(messageSchema).describe('As far as the answer came: one message for each choice, or none.'),
  finishReason: openChoice(['stop', 'length', 'tool_call', 'content_filter', 'error', 'other'])
    .describe('A word that a reader does not know reads as `other`.')
    .exactOptional(),
  finishReasonRaw: z.string().describe("The provider's own word for it.").exactOptional(),
  warnings: listOf(json).exactOptional(),
}).describe('What came back.')

export const usageSchema: NounSchema<Usage> = nounSchema<Usage>()({
  inputTokens: count.exactOptional(),
  outputTokens: count.exactOptional(),
  totalTokens: count.exactOptional(),
  cacheReadTokens: count.exactOptional(),
  cacheWriteTokens: count.exactOptional(),
  reasoningTokens: count.exactOptional(),
  raw: json.describe("The provider's own form.").exactOptional(),
}).describe('Tokens, as the provider counted them.')

export const generationErrorSchema: NounSchema<GenerationError> = nounSchema<GenerationError>()({
  name: z.string(),
  message: z.string(),
  code: z.string().exactOptional(),
  status: z.int().describe('The HTTP status.').exactOptional(),
  phase: openChoice(['request', 'stream']).describe('Before the first piece of the answer, or behind it.'),
}).describe("The upstream's failure, without stack, headers or body.")

export const deliveredSchema: NounSchema<Delivered> = nounSchema<Delivered>()({
  chars: count.describe('UTF-16 code units of the text of the answer.'),
  complete: z.boolean(),
  seenBy: z.string(),
}).describe('How much of the answer a reader is known to have received.')
