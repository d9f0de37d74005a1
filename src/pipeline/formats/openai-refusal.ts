import type { ExampleMessage } from '../../core/example.ts'
import { toolResultsOf, type FilePart, type Message, type Part, type Role } from '../../core/message.ts'

const READABLE_ADDRESS = /^(?:https?:\/\/|data:)/

/**
 * Why trainers that take OpenAI's message shape cannot take this message, `undefined` when they can:
 * `empty_message`, `invalid_tool_arguments` (they are no JSON), `missing_file` (an image whose content is not at hand),
 * `provider_tool` (run by the provider, so the model never learns its result), `tool_message_without_result`,
 * `unknown_part`, `unsupported_file` (no image, or an image in an answer).
 */
export function openAiRefusal(message: Message): string | undefined {
  for (const part of message.parts) {
    const refusal = refusalOfPart(part, message.role)
    if (refusal !== undefined) return refusal
  }
  if (message.role === 'tool') return toolResultsOf(message).length === 0 ? 'tool_message_without_result' : undefined
  const isEmpty = (message.role === 'user' || message.role === 'assistant') && !message.parts.some(says)
  return isEmpty ? 'empty_message' : undefined
}

/** The first reason why a conversation cannot be taken. */
export function openAiRefusalOf(entries: readonly ExampleMessage[]): string | undefined {
  for (const { message } of entries) {
    const refusal = openAiRefusal(message)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function refusalOfPart(part: Part, role: Role): string | undefined {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'source':
      return undefined
    case 'tool_call':
      if (part.providerExecuted === true) return 'provider_tool'
      return part.argumentsRaw === undefined ? undefined : 'invalid_tool_arguments'
    case 'tool_result':
      return role === 'assistant' ? 'provider_tool' : undefined
    case 'file':
      return refusalOfFile(part, role)
    default:
      return 'unknown_part'
  }
}

function refusalOfFile(part: FilePart, role: Role): string | undefined {
  if (role !== 'user' || !part.mediaType.startsWith('image/')) return 'unsupported_file'
  return part.uri !== undefined && READABLE_ADDRESS.test(part.uri) ? undefined : 'missing_file'
}

function says(part: Part): boolean {
  if (part.type === 'text') return part.text.trim() !== ''
  return part.type !== 'reasoning' && part.type !== 'source'
}
