import { z } from 'zod'
import type { Tool } from '../core/tool.ts'
import { jsonObject } from './field-values.ts'
import { nounSchema, type NounSchema } from './noun-schema.ts'
import { openChoice } from './open-choice.ts'

export const toolSchema: NounSchema<Tool> = nounSchema<Tool>()({
  name: z.string(),
  kind: openChoice(['function', 'provider'])
    .describe('`provider`: the provider runs the tool itself. Absent: `function`.')
    .exactOptional(),
  description: z.string().exactOptional(),
  parameters: jsonObject.describe("A JSON Schema, or the settings of a provider's own tool.").exactOptional(),
}).describe('A tool that a model was offered.')
