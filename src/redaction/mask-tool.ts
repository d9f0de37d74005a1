import type { Tool } from '../core/tool.ts'
import { maskJsonObject } from './mask-json.ts'

/** A tool with its descriptions masked; the same object when there is nothing to mask. See `RedactionScope.tool`. */
export function maskTool(tool: Tool, text: (text: string) => string): Tool {
  // `$schema`, `$id` and `$ref` are addresses that a reader of the schema needs.
  const skip = (key: string): boolean => key.startsWith('$')
  const parameters =
    tool.parameters === undefined ? undefined : maskJsonObject(tool.parameters, { text, keys: 'keep', skip })
  const description = tool.description === undefined ? undefined : text(tool.description)
  if (parameters === tool.parameters && description === tool.description) return tool
  return {
    ...tool,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  }
}
