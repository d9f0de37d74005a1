import type { FilePart, Message, Part, SourcePart, ToolCallPart, ToolResultPart } from '../core/message.ts'
import { snapshotJson } from '../core/snapshot.ts'
import { mapUnlessSame, maskJson, maskJsonObject, type Masking } from './mask-json.ts'

/** A message with its strings masked; the same object when there is nothing to mask. See `RedactionScope.message`. */
export function maskMessage(message: Message, masking: Masking): Message {
  const { text } = masking
  const parts = mapUnlessSame(message.parts, (part) => maskPart(part, masking))
  const name = message.name === undefined ? undefined : text(message.name)
  if (parts === message.parts && name === message.name) return message
  return name === undefined ? { ...message, parts } : { ...message, parts, name }
}

function maskPart(part: Part, masking: Masking): Part {
  const { text } = masking
  switch (part.type) {
    case 'text':
    case 'reasoning': {
      const masked = text(part.text)
      return masked === part.text ? part : { ...part, text: masked }
    }
    case 'tool_call':
      return maskToolCall(part, masking)
    case 'tool_result': {
      const result = maskJson(part.result, { ...masking, keys: 'mask' })
      return maskFields<ToolResultPart>(result === part.result ? part : { ...part, result }, ['name'], text)
    }
    case 'file':
      return maskFields<FilePart>(part, ['uri', 'filename'], text)
    case 'source':
      return maskFields<SourcePart>(part, ['uri', 'title'], text)
    case 'other': {
      const value = maskJson(part.value, { ...masking, keys: 'mask' })
      return value === part.value ? part : { ...part, value }
    }
    default:
      // A part type of a later version of the record reaches this line at run time.
      return maskUnknownPart(part, masking)
  }
}

function maskToolCall(part: ToolCallPart, masking: Masking): ToolCallPart {
  // A map from addresses is common; names that a schema gave hold nothing to mask.
  const args = maskJsonObject(part.arguments, { ...masking, keys: 'mask' })
  const raw = part.argumentsRaw === undefined ? undefined : masking.text(part.argumentsRaw)
  if (args === part.arguments && raw === part.argumentsRaw) return part
  return raw === undefined ? { ...part, arguments: args } : { ...part, arguments: args, argumentsRaw: raw }
}

function maskFields<Value extends object>(
  value: Value,
  fields: readonly (keyof Value & string)[],
  text: Masking['text'],
): Value {
  const changes: Record<string, string> = {}
  for (const field of fields) {
    const before = value[field]
    const after = typeof before === 'string' ? text(before) : before
    if (typeof after === 'string' && after !== before) changes[field] = after
  }
  return Object.keys(changes).length === 0 ? value : Object.assign({ ...value }, changes)
}

function maskUnknownPart<Unknown extends object>(part: Unknown, masking: Masking): Unknown {
  const value = snapshotJson(part)
  const skip = (key: string): boolean => key === 'type' || key === 'id'
  const masked = maskJson(value, { ...masking, keys: 'keep', skip })
  return masked === value ? part : Object.assign({ ...part }, masked)
}
