import type { Tool } from '../core/tool.ts'
import type { Masking } from './mask-json.ts'
import { maskSchema } from './mask-schema.ts'

/** A tool with what it says and its schema masked; the same object when there is nothing to mask. See `RedactionScope.tool`. */
export function maskTool(tool: Tool, masking: Masking): Tool {
  const parameters = tool.parameters === undefined ? undefined : maskSchema(tool.parameters, masking)
  const description = tool.description === undefined ? undefined : masking.text(tool.description)
  if (parameters === tool.parameters && description === tool.description) return tool
  return {
    ...tool,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  }
}
