import { field, listField, numberField, textField } from '../../../core/field.ts'

const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system'])

/** True for a chat that only Anthropic's clients send. */
export function isAnthropics(body: unknown): boolean {
  if (!hasItsRoles(body)) return false
  if (textField(body, 'anthropic_version') !== undefined || Array.isArray(field(body, 'stop_sequences'))) return true
  if (isSpokenToAnthropic(body) && numberField(body, 'max_tokens') !== undefined) return true
  if (listField(body, 'tools').some((tool) => field(tool, 'input_schema') !== undefined)) return true
  return listField(body, 'messages').some((message) => listField(message, 'content').some(isItsBlock))
}

/** True for a chat whose system text stands beside the messages, as Anthropic has it and some pages too. */
export function isSpokenToAnthropic(body: unknown): boolean {
  const system = field(body, 'system')
  if (!hasItsRoles(body) || listField(body, 'messages').some(callsInOpenaisForm)) return false
  if (typeof system === 'string') return system !== ''
  return Array.isArray(system) && system.length > 0 && system.every((block) => field(block, 'type') === 'text')
}

function callsInOpenaisForm(message: unknown): boolean {
  return field(message, 'tool_calls') !== undefined || field(message, 'function_call') !== undefined
}

function hasItsRoles(body: unknown): boolean {
  return listField(body, 'messages').every((message) => ROLES.has(field(message, 'role')))
}

function isItsBlock(block: unknown): boolean {
  switch (field(block, 'type')) {
    case 'tool_use':
      return textField(block, 'id') !== undefined
    case 'tool_result':
      return textField(block, 'tool_use_id') !== undefined
    case 'thinking':
      return textField(block, 'signature') !== undefined
    case 'redacted_thinking':
    case 'server_tool_use':
      return true
    case 'image':
    case 'document':
      return textField(field(block, 'source'), 'type') !== undefined
    default:
      return false
  }
}
