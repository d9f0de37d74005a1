import type { Generation } from './generation.ts'
import type { Json } from './json.ts'
import type { Message, Part } from './message.ts'

/** About how many bytes a generation holds in memory: its text in UTF-16 code units plus 64 for each part and record. */
export function sizeOfGeneration(generation: Generation): number {
  const { request, response } = generation
  let size = 512
  for (const message of request.messages) size += sizeOfMessage(message)
  for (const message of response.messages) size += sizeOfMessage(message)
  for (const tool of request.tools ?? [])
    size += 64 + (tool.description?.length ?? 0) + sizeOfJson(tool.parameters ?? null)
  const { params, responseFormat, toolChoice } = request
  const rest = [params, responseFormat, toolChoice, response.warnings, generation.usage?.raw, generation.metadata]
  for (const value of rest) size += sizeOfJson(value ?? null)
  return size
}

/** About how many bytes a message holds in memory. Depends on its content only. */
export function sizeOfMessage(message: Message): number {
  let size = 64
  for (const part of message.parts) size += 64 + sizeOfPart(part)
  return size
}

function sizeOfPart(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text.length
    case 'tool_call':
      return sizeOfJson(part.arguments) + (part.argumentsRaw?.length ?? 0)
    case 'tool_result':
      return sizeOfJson(part.result)
    case 'file':
      return part.uri?.length ?? 0
    case 'source':
      return (part.uri?.length ?? 0) + (part.title?.length ?? 0)
    case 'other':
      return sizeOfJson(part.value)
    default:
      return 0
  }
}

function sizeOfJson(value: Json): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 16
  for (const [key, item] of Object.entries(value)) size += key.length + sizeOfJson(item)
  return size
}
