import type { Message, Part, ToolCallPart } from '../core/message.ts'
import { snapshotJson } from '../core/snapshot.ts'
import { mapUnlessSame, maskFields, maskJson, maskJsonObject, type MaskJsonOptions } from './mask-json.ts'
import { maskJoins, type MaskPieces } from './mask-joins.ts'

const NAME = ['name'] as const
const OF_FILE = ['uri', 'filename', 'fileId', 'mediaType'] as const
const OF_SOURCE = ['uri', 'title', 'mediaType'] as const
const KIND = ['kind'] as const

export type MessageMasking = MaskJsonOptions & { readonly pieces: MaskPieces }

/** A message with its strings masked; the same object when there is nothing to mask. See `RedactionScope.message`. */
export function maskMessage(message: Message, masking: MessageMasking): Message {
  const { text } = masking
  const parts = mapUnlessSame(maskJoins(message.parts, masking.pieces), (part) => maskPart(part, masking))
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
      return maskFields(value === part.value ? part : { ...part, value }, KIND, text)
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
  const masked = maskJson(value, masking)
  return masked === value ? part : Object.assign(withoutFields(part), masked)
}

/** A copy that keeps the type and none of the fields, whose names may have changed. */
function withoutFields<Value extends object>(value: Value): Value {
  const copy = { ...value }
  for (const key of Object.keys(copy)) Reflect.deleteProperty(copy, key)
  return copy
}
