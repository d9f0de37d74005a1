import { field, listField, textField } from '../../../core/field.ts'

const ROLES: ReadonlySet<unknown> = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

/**
 * True for a message as chat clients send it: a role that models know, and a content. Lists of mails, or of messages between
 * people, have other fields.
 */
export function isChatMessage(message: unknown): boolean {
  const role = field(message, 'role')
  if (!ROLES.has(role)) return false
  const content = field(message, 'content')
  if (content === undefined || content === null) return role === 'assistant'
  return typeof content === 'string' || (Array.isArray(content) && content.every(isContentPart))
}

function isContentPart(part: unknown): boolean {
  return typeof part === 'string' || textField(part, 'type') !== undefined
}

/** True for a list of at least one message, each of them such. */
export function isChat(messages: unknown, isMessage: (message: unknown) => boolean): boolean {
  return Array.isArray(messages) && messages.length > 0 && messages.every((message) => isMessage(message))
}

/** True for a message of the AI SDK as models get it, with parts that no wire knows. */
export function isModelMessage(message: unknown): boolean {
  const content = field(message, 'content')
  return Array.isArray(content) && content.some(isModelPart)
}

function isModelPart(part: unknown): boolean {
  switch (field(part, 'type')) {
    case 'tool-call':
    case 'tool-result':
      return textField(part, 'toolCallId') !== undefined
    case 'image':
      return field(part, 'image') !== undefined
    case 'file':
    case 'reasoning-file':
      return field(part, 'data') !== undefined
    case 'reasoning':
      return typeof field(part, 'text') === 'string'
    default:
      return false
  }
}

/** Where the last message of the user stands, -1 where there is none. */
export function lastUserIndex(messages: readonly unknown[]): number {
  return messages.findLastIndex((message) => field(message, 'role') === 'user')
}

/** The system text that pages send beside the messages. */
export function systemTextOf(body: unknown): string | undefined {
  return textField(body, 'system')
}

/** The messages of a body, or the last one alone, as apps send it that keep the others. */
export function messagesOf(body: unknown): readonly unknown[] {
  const messages = listField(body, 'messages')
  return messages.length === 0 ? [field(body, 'message')] : messages
}
