import { defined, field, listField, textField } from '../../../core/field.ts'
import { isJsonObject, type Json } from '../../../core/json.ts'
import type { Part, ToolResultPart } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toolCallPart } from '../../../middleware/accumulator.ts'
import { other } from '../openai-chat/content.ts'
import { toFile } from '../openai-chat/file.ts'
import { toContent } from './content.ts'

/**
 * An item that a model made, or an app gave back, as parts of a message. Calls that the app answers are tool calls, also
 * of a shell or a computer; what the provider does by itself, such as a web search, is kept as `other`.
 */
export function toItemParts(item: unknown): readonly Part[] {
  const type = typeOf(item)
  switch (type) {
    case 'message':
      return toContent(field(item, 'content'))
    case 'reasoning':
      return toReasoning(item)
    case 'function_call':
      return [toToolCall(item, textField(item, 'name') ?? '', field(item, 'arguments'))]
    case 'custom_tool_call':
      return [toToolCall(item, textField(item, 'name') ?? '', field(item, 'input'))]
    case 'computer_call':
      return [toToolCall(item, 'computer', settingsOf(item, ['action', 'actions']))]
    case 'local_shell_call':
      return [toToolCall(item, 'local_shell', settingsOf(item, ['action']))]
    case 'shell_call':
      return [toToolCall(item, 'shell', settingsOf(item, ['action']))]
    case 'apply_patch_call':
      return [toToolCall(item, 'apply_patch', settingsOf(item, ['operation']))]
    case 'image_generation_call':
      return toImage(item)
    default:
      return isToolOutput(item) ? [toToolResult(item)] : [other(type, item)]
  }
}

/** The type of an item; short forms have none. */
export function typeOf(item: unknown): string {
  const type = textField(item, 'type')
  if (type !== undefined) return type
  if (field(item, 'role') !== undefined) return 'message'
  return textField(item, 'id') === undefined ? 'unknown' : 'item_reference'
}

/** True for what a tool of the app's answered. */
export function isToolOutput(item: unknown): boolean {
  return typeOf(item).endsWith('_call_output')
}

function toToolResult(item: unknown): ToolResultPart {
  const type = typeOf(item)
  const id = textField(item, 'call_id') ?? textField(item, 'id') ?? ''
  const name = textField(item, 'name') ?? (/^(function|custom_tool)_/.test(type) ? undefined : type.slice(0, -12))
  return { type: 'tool_result', id, ...defined({ name }), result: toResult(field(item, 'output')) }
}

// A list of texts says the same as their text.
function toResult(output: unknown): Json {
  const texts = Array.isArray(output) ? output.map((part: unknown) => textField(part, 'text')) : []
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts.join('') : snapshotJson(output ?? '')
}

function toToolCall(item: unknown, name: string, given: unknown): Part {
  const args = typeof given === 'string' ? given : snapshotJson(given ?? '')
  return toolCallPart({ id: textField(item, 'call_id') ?? textField(item, 'id') ?? '', name, arguments: args })
}

function settingsOf(item: unknown, keys: readonly string[]): Json {
  const copy = snapshotJson(item)
  return isJsonObject(copy) ? Object.fromEntries(Object.entries(copy).filter(([key]) => keys.includes(key))) : {}
}

/** A part for each text, the summary first; the last one has the provider's proof, which may also stand alone. */
function toReasoning(item: unknown): readonly Part[] {
  const texts = [...listField(item, 'summary'), ...listField(item, 'content')]
    .map((part) => textField(part, 'text'))
    .filter((text) => text !== undefined)
  const signature = textField(item, 'encrypted_content')
  if (signature !== undefined && texts.length === 0) return [{ type: 'reasoning', text: '', signature }]
  return texts.map((text, index) => ({
    type: 'reasoning',
    text,
    ...defined({ signature: index === texts.length - 1 ? signature : undefined }),
  }))
}

// The image as a file, so that stores can keep it apart.
function toImage(item: unknown): readonly Part[] {
  const copy = snapshotJson(item)
  const image = textField(item, 'result')
  if (image === undefined || !isJsonObject(copy)) return [other('image_generation_call', item)]
  const { result: _, ...rest } = copy
  const mediaType = `image/${textField(item, 'output_format') ?? 'png'}`
  return [{ type: 'other', kind: 'image_generation_call', value: rest }, toFile({ mediaType, content: image })]
}
