import { sortedJson } from './json.ts'
import type { Message, Part } from './message.ts'

/** Raised when the canonical form changes, so that hashes of two versions are never compared. */
export const CANONICAL_VERSION = 1

/**
 * The text that identifies a message when a chat app sends it again: role, joined text in NFC without outer space,
 * tool names and arguments as sorted JSON, files by address or hash. Reasoning, ids and names are left out, because
 * apps drop or rewrite them on the way back.
 *
 * @example canonicalMessage({ role: 'user', parts: [{ type: 'text', text: ' hi ' }] }) // 'user\u0000hi'
 */
export function canonicalMessage(message: Message): string {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const rest = message.parts.map(canonicalPart).filter((part) => part !== '')
  return [message.role, text.normalize('NFC').trim(), ...rest].join('\0')
}

function canonicalPart(part: Part): string {
  switch (part.type) {
    case 'tool_call':
      return `call ${part.name} ${part.argumentsRaw ?? sortedJson(part.arguments)}`
    case 'tool_result':
      return `result ${sortedJson(part.result).normalize('NFC')}`
    case 'file':
      return `file ${part.sha256 ?? part.fileId ?? part.uri ?? ''}`
    case 'other':
      return `other ${part.kind} ${sortedJson(part.value)}`
    case 'text':
    case 'reasoning':
    case 'source':
      return ''
    default:
      // A part type of a later version of the record reaches this line at run time.
      return `unknown ${sortedJson(part)}`
  }
}
