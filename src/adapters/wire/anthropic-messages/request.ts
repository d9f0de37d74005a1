import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { textMessage, type Message, type Part, type Role } from '../../../core/message.ts'
import { toParts, toToolResult } from './content.ts'
import { copySettings } from './settings.ts'

/** A copy of the body of a request, taken now. The system text becomes the first message. */
export function copyRequest(body: unknown): GenerationRequest {
  const messages: Message[] = []
  const system = field(body, 'system')
  if (system !== undefined && system !== null && system !== '') addMessages(messages, 'system', system)
  for (const message of listField(body, 'messages')) {
    addMessages(messages, toRole(field(message, 'role')), field(message, 'content'))
  }
  return {
    messages,
    ...copySettings(body),
    ...defined({ previousResponseId: textField(field(body, 'thread'), 'previous_message_id') }),
  }
}

function toRole(role: unknown): Role {
  return role === 'system' || role === 'assistant' ? role : 'user'
}

/**
 * Adds one message, or several: the results of tools stand among the user's own words here, and are messages of their own
 * in the record.
 */
function addMessages(messages: Message[], role: Role, content: unknown): void {
  if (typeof content === 'string') {
    messages.push(textMessage(role, content))
    return
  }
  const before = messages.length
  let own: Part[] = []
  function endOwn(): void {
    if (own.length > 0) messages.push({ role, parts: own })
    own = []
  }
  for (const block of Array.isArray(content) ? content : []) {
    if (textField(block, 'type') === 'tool_result') {
      endOwn()
      messages.push({ role: 'tool', parts: [toToolResult(block)] })
    } else own.push(...toParts(block))
  }
  endOwn()
  if (messages.length === before) messages.push({ role, parts: [] })
}
