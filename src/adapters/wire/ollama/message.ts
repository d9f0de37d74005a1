import { defined, field, listField, textField } from '../../../core/field.ts'
import type { Message, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toolCallPart } from '../../../middleware/accumulator.ts'
import { toImage, type ImageForms } from './image.ts'
import type { ToolIds } from './tool-ids.ts'
import { toRole } from '../../roles.ts'

/** How messages are read: the ids of their tool calls, and what their images may be. */
export type MessageReading = { readonly toolIds: ToolIds; readonly images: ImageForms }

/** A message of a history. */
export function toMessage(message: unknown, reading: MessageReading): Message {
  const sent = textField(message, 'role') ?? 'user'
  const role = toRole(sent)
  if (role === 'tool') return { role, parts: toResultParts(message, reading) }
  const parts = toParts(message, reading)
  // Templates of some models know roles of their own, such as `control`.
  return role === sent ? { role, parts } : { role, parts, name: sent }
}

function toResultParts(message: unknown, { toolIds, images }: MessageReading): readonly Part[] {
  const name = textField(message, 'tool_name') ?? textField(message, 'name')
  const id = toolIds.forResult(name, textField(message, 'tool_call_id'))
  const result = snapshotJson(field(message, 'content') ?? '')
  const files = listField(message, 'images').map((image) => toImage(image, images))
  return [{ type: 'tool_result', id, ...defined({ name }), result }, ...files]
}

/** Thinking, text, images and tool calls of a message of either direction, in this order. */
export function toParts(message: unknown, { toolIds, images }: MessageReading): readonly Part[] {
  const parts: Part[] = []
  const thinking = textField(message, 'thinking')
  if (thinking !== undefined) parts.push({ type: 'reasoning', text: thinking })
  parts.push(...toContent(field(message, 'content')))
  parts.push(...listField(message, 'images').map((image) => toImage(image, images)))
  parts.push(...listField(message, 'tool_calls').map((call) => toToolCall(call, toolIds)))
  return parts
}

// Content in parts, as other servers take it, is refused by Ollama; the record tells what was sent.
function toContent(content: unknown): readonly Part[] {
  if (content === undefined || content === null || content === '') return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return [{ type: 'other', kind: 'content', value: snapshotJson(content) }]
}

/** A tool call of either direction; what names no function is kept as it came. */
export function toToolCall(call: unknown, toolIds: ToolIds): Part {
  const called = field(call, 'function')
  const name = textField(called, 'name')
  if (name === undefined) return { type: 'other', kind: 'tool_call', value: snapshotJson(call) }
  const given = field(called, 'arguments') ?? ''
  return toolCallPart({ id: toolIds.forCall(name, textField(call, 'id')), name, arguments: snapshotJson(given) })
}
