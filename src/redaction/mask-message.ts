import type { Message, Part, ToolCallPart } from '../core/message.ts'
import { snapshotJson } from '../core/snapshot.ts'
import { mapUnlessSame, maskFields, maskJson, maskJsonObject, type MaskJsonOptions } from './mask-json.ts'

const NAME = ['name'] as const
const OF_FILE = ['uri', 'filename'] as const
const OF_SOURCE = ['uri', 'title'] as const

/** A message with its strings masked; the same object when there is nothing to mask. See `RedactionScope.message`. */
export function maskMessage(message: Message, masking: MaskJsonOptions): Message {
  const { text } = masking
  const parts = mapUnlessSame(message.parts, (part) => maskPart(part, masking))
  const name = message.name === undefined ? undefined : text(message.name)
  if (parts === message.parts && name === message.name) return message
  return name === undefined ? { ...message, parts } : { ...message, parts, name }
}

function maskPart(part: Part, masking: MaskJsonOptions): Part {
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
      const result = maskJson(part.result, masking)
      return maskFields(result === part.result ? part : { ...part, result }, NAME, text)
    }
    case 'file':
      return maskFields(part, OF_FILE, text)
    case 'source':
      return maskFields(part, OF_SOURCE, text)
    case 'other': {
      const value = maskJson(part.value, masking)
      return value === part.value ? part : { ...part, value }
    }
    default:
      // A part type of a later version of the record reaches this line at run time.
      return maskUnknownPart(part, masking)
  }
}

function maskToolCall(part: ToolCallPart, masking: MaskJsonOptions): ToolCallPart {
  const args = maskJsonObject(part.arguments, masking)
  const raw = part.argumentsRaw === undefined ? undefined : masking.text(part.argumentsRaw)
  if (args === part.arguments && raw === part.argumentsRaw) return part
  return raw === undefined ? { ...part, arguments: args } : { ...part, arguments: args, argumentsRaw: raw }
}

function maskUnknownPart<Unknown extends object>(part: Unknown, masking: MaskJsonOptions): Unknown {
  const value = snapshotJson(part)
  const skip = (key: string): boolean => key === 'type' || key === 'id'
  const masked = maskJson(value, { ...masking, keys: 'keep', skip })
  return masked === value ? part : Object.assign({ ...part }, masked)
}
