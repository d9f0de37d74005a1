import { z } from 'zod'
import type { Message } from '../core/message.ts'
import { listOf } from './field-values.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { partSchema } from './part.ts'

export const messageSchema: NounSchema<Message> = nounSchema<Message>()({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  parts: listOf(partSchema),
  name: z.string().exactOptional(),
  id: z.string().describe("The app's own id of the message.").exactOptional(),
}).describe('One chat message.')
