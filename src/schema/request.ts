import { z } from 'zod'
import type { GenerationRequest } from '../core/generation.ts'
import { count, identifier, json, jsonObject, listOf } from './field-values.ts'
import { messageSchema } from './message.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { toolSchema } from './tool.ts'

const fields = nounSchema<GenerationRequest>()({
  messages: listOf(messageSchema).describe('The history as it was sent, oldest first.'),
  tools: listOf(toolSchema).exactOptional(),
  toolChoice: json.exactOptional(),
  responseFormat: json.describe('`{type: "text"}`, `{type: "json"}` or `{type: "json", schema}`.').exactOptional(),
  params: jsonObject.describe("Sampling settings by the field's names, such as temperature and top_p.").exactOptional(),
  previousResponseId: identifier
    .describe('The response that this request goes on from, where the server keeps what came before.')
    .exactOptional(),
})

/** A whole request. The short form of a store is refused: taken for whole, it would lose the history. */
export const requestSchema: NounSchema<GenerationRequest> = fields.extend({
  base: z
    .never('expected a whole request: this is the short form of a store, which `store.read()` makes whole')
    .exactOptional(),
})

const baseSchema = z
  .looseObject({
    id: identifier.describe('An earlier generation of the same segment.'),
    count: count.describe('How many of its messages, request first and response behind, open the history.'),
    same: listOf(z.string())
      .describe('The other fields of the request that equal those of its request.')
      .exactOptional(),
  })
  .describe('Short form of stored lines: where the rest of the request is. Absent when the line holds it all.')

/** A request as a store may write it. */
export const storedRequestSchema: NounSchema<GenerationRequest> = fields
  .extend({ base: baseSchema.exactOptional() })
  .describe('What was sent to the model. Behind a `base`, `messages` holds only what is new since then.')
