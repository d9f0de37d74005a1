import { defined, field, listField, textField } from '../../core/field.ts'
import type { GenerationRequest } from '../../core/generation.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { textMessage, type Message, type Part, type Role } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Tool } from '../../core/tool.ts'
import { toolCallPart } from '../../middleware/accumulator.ts'
import { toImage } from './image.ts'
import { createToolIds, type ToolIds } from './tool-ids.ts'

// Ollama's `options` by the record's names.
const PARAMS: { readonly [option: string]: string } = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  min_p: 'minP',
  num_predict: 'maxOutputTokens',
  num_ctx: 'contextTokens',
  stop: 'stop',
  seed: 'seed',
  repeat_penalty: 'repeatPenalty',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
}

// Settings that stand beside `options`.
const REQUEST_PARAMS: { readonly [option: string]: string } = { think: 'reasoning', suffix: 'suffix', raw: 'raw' }

/** A request as it was sent, and the ids that the answer's tool calls go on with. */
export type CopiedRequest = { readonly request: GenerationRequest; readonly toolIds: ToolIds }

/** A copy of a `chat` request, taken now: the client sets `stream` and replaces images in the app's own object. */
export function copyChat(request: unknown): CopiedRequest {
  const toolIds = createToolIds()
  const messages = listField(request, 'messages').map((message) => toMessage(message, toolIds))
  return { request: { messages, ...copySettings(request) }, toolIds }
}

/** A copy of a `generate` request: system text and prompt become messages. */
export function copyCompletion(request: unknown): CopiedRequest {
  const system = textField(request, 'system')
  const prompt = textMessage('user', textField(request, 'prompt') ?? '')
  const images = listField(request, 'images').map(toImage)
  const messages = [
    ...(system === undefined ? [] : [textMessage('system', system)]),
    { ...prompt, parts: [...prompt.parts, ...images] },
  ]
  return { request: { messages, ...copySettings(request) }, toolIds: createToolIds() }
}

function toMessage(message: unknown, toolIds: ToolIds): Message {
  const role = toRole(field(message, 'role'))
  if (role !== 'tool') return { role, parts: toParts(message, toolIds) }
  const name = textField(message, 'tool_name')
  const id = textField(message, 'tool_call_id') ?? toolIds.forResult(name)
  const result = textField(message, 'content') ?? ''
  return { role, parts: [{ type: 'tool_result', id, ...defined({ name }), result }] }
}

/** Thinking, text, images and tool calls of a message of either direction, in this order. */
export function toParts(message: unknown, toolIds: ToolIds): readonly Part[] {
  const parts: Part[] = []
  const thinking = textField(message, 'thinking')
  if (thinking !== undefined) parts.push({ type: 'reasoning', text: thinking })
  const content = textField(message, 'content')
  if (content !== undefined) parts.push({ type: 'text', text: content })
  parts.push(...listField(message, 'images').map(toImage))
  parts.push(...listField(message, 'tool_calls').map((call) => toToolCall(call, toolIds)))
  return parts
}

export function toToolCall(call: unknown, toolIds: ToolIds): Part {
  const name = textField(field(call, 'function'), 'name') ?? ''
  const id = toolIds.forCall(name, textField(call, 'id'))
  return toolCallPart({ id, name, arguments: snapshotJson(field(field(call, 'function'), 'arguments')) })
}

function toRole(role: unknown): Role {
  return role === 'system' || role === 'assistant' || role === 'tool' ? role : 'user'
}

function copySettings(request: unknown): Omit<GenerationRequest, 'messages'> {
  const tools = listField(request, 'tools').map(toTool)
  const params = toParams(request)
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...defined({ responseFormat: toResponseFormat(field(request, 'format')) }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  }
}

function toTool(tool: unknown): Tool {
  const definition = field(tool, 'function')
  const schema = snapshotJson(field(definition, 'parameters'))
  const parameters = isJsonObject(schema) ? schema : undefined
  const description = textField(definition, 'description')
  return { name: textField(definition, 'name') ?? '', ...defined({ description, parameters }) }
}

function toResponseFormat(format: unknown): Json | undefined {
  if (format === 'json') return { type: 'json' }
  return isJsonObject(format) ? { type: 'json', schema: snapshotJson(format) } : undefined
}

function toParams(request: unknown): { readonly [name: string]: Json } {
  const params: Record<string, Json> = {}
  for (const [option, name] of Object.entries(PARAMS)) {
    const value = field(field(request, 'options'), option)
    if (value !== undefined) params[name] = snapshotJson(value)
  }
  for (const [option, name] of Object.entries(REQUEST_PARAMS)) {
    const value = field(request, option)
    if (value !== undefined) params[name] = snapshotJson(value)
  }
  return params
}
