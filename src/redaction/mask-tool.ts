import type { Tool } from '../core/tool.ts'
import { maskJsonObject, type Masking } from './mask-json.ts'

// What a reader of the schema needs to find its way.
const ADDRESSES: ReadonlySet<string> = new Set(['$schema', '$id', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor'])

/** A tool with its descriptions masked; the same object when there is nothing to mask. See `RedactionScope.tool`. */
export function maskTool(tool: Tool, masking: Masking): Tool {
  const skip = (key: string): boolean => ADDRESSES.has(key)
  const parameters =
    tool.parameters === undefined ? undefined : maskJsonObject(tool.parameters, { ...masking, keys: 'keep', skip })
  const description = tool.description === undefined ? undefined : masking.text(tool.description)
  if (parameters === tool.parameters && description === tool.description) return tool
  return {
    ...tool,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  }
}
