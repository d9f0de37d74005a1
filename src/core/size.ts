import type { Generation } from './generation.ts'
import type { Message, Part } from './message.ts'

/** About how many bytes a generation holds in memory: its text in UTF-16 code units plus 64 for each part and record. */
export function sizeOfGeneration(generation: Generation): number {
  const { request, response } = generation
  let size = 512
  for (const message of request.messages) size += sizeOfMessage(message)
  for (const message of response.messages) size += sizeOfMessage(message)
  for (const tool of request.tools ?? [])
    size += 64 + (tool.description?.length ?? 0) + sizeOfUnknown(tool.parameters ?? null)
  const { params, responseFormat, toolChoice } = request
  const { conversationId = '', sessionId = '', userId = '', tenantId = '', traceId = '' } = generation
  size += conversationId.length + sessionId.length + userId.length + tenantId.length + traceId.length
  for (const tag of generation.tags ?? []) size += 16 + tag.length
  const rest = [params, responseFormat, toolChoice, response.warnings, generation.usage?.raw]
  for (const value of rest) if (value !== undefined) size += sizeOfUnknown(value)
  for (const value of [generation.metadata, generation.ext]) if (value !== undefined) size += sizeOfUnknown(value)
  return size
}

/** About how many bytes a message holds in memory. Depends on its content only. */
export function sizeOfMessage(message: Message): number {
  let size = 64 + (message.name?.length ?? 0) + (message.id?.length ?? 0)
  for (const part of message.parts) size += 64 + sizeOfPart(part)
  return size
}

/** About how many bytes a part holds in memory. */
export function sizeOfPart(part: Part): number {
  // Nearly all parts are these.
  return part.type === 'text' ? part.text.length : sizeOfUnknown(part)
}

function sizeOfUnknown(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let size = 16
  for (const [key, item] of Object.entries(value)) size += key.length + sizeOfUnknown(item)
  return size
}
