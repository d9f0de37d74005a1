import type { ExampleMessage } from '../../core/example.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import {
  textOf,
  toolCallsOf,
  toolResultsOf,
  type FilePart,
  type Message,
  type Part,
  type ToolCallPart,
  type ToolResultPart,
} from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Tool } from '../../core/tool.ts'

export type OpenAiOptions = {
  /** `string`: JSON text, as OpenAI has it. `object`: as chat templates on Hugging Face want it. */
  readonly toolArguments: 'string' | 'object'
  readonly reasoning: 'omit' | 'reasoning_content'
  /** `all`: each assistant message says 0 or 1. `context`: only those that are not trained say 0. */
  readonly weights: 'none' | 'context' | 'all'
}

/**
 * The messages of a conversation in OpenAI's shape, as far as the shape goes: `developer` becomes `system`, system
 * messages without text are left out, parts of unknown kind are kept as content of their own kind.
 */
export function openAiMessages(entries: readonly ExampleMessage[], options: OpenAiOptions): readonly JsonObject[] {
  const toolNames = new Map<string, string>()
  const messages: JsonObject[] = []
  for (const entry of entries) {
    if (isPlain(entry.message)) addPlain(messages, entry, options)
    else for (const message of mixedMessages(entry, toolNames, options)) messages.push(message)
  }
  return messages
}

/** True for nothing but text, as most messages are. */
function isPlain({ parts }: Message): boolean {
  return parts.length === 1 && parts[0]?.type === 'text'
}

function addPlain(messages: JsonObject[], { message, weight }: ExampleMessage, options: OpenAiOptions): void {
  const { role } = message
  const content = textOf(message)
  if (role === 'assistant') messages.push(saysWeight(weight, options) ? { role, content, weight } : { role, content })
  else if (role !== 'system' && role !== 'developer') messages.push({ role, content })
  else if (content !== '') messages.push({ role: 'system', content })
}

function mixedMessages(
  entry: ExampleMessage,
  toolNames: Map<string, string>,
  options: OpenAiOptions,
): readonly JsonObject[] {
  const { message } = entry
  const calls = toolCallsOf(message)
  for (const call of calls) toolNames.set(call.id, call.name)
  const results = toolResultsOf(message).map((part) => toolMessage(part, toolNames))
  const content = contentOf(message)
  switch (message.role) {
    case 'assistant':
      return [assistantMessage(entry, content, calls, options), ...results]
    case 'system':
    case 'developer':
      return content === '' ? [] : [{ role: 'system', content }]
    default:
      return content === '' && results.length > 0 ? results : [...results, { role: message.role, content }]
  }
}

/** Tools as OpenAI writes them. Tools that a provider runs itself have no such form and are left out. */
export function openAiTools(tools: readonly Tool[] | undefined): readonly JsonObject[] {
  return (tools ?? [])
    .filter((tool) => tool.kind !== 'provider')
    .map(({ name, description, parameters = { type: 'object', properties: {} } }) => ({
      type: 'function',
      function: { name, ...(description === undefined ? {} : { description }), parameters },
    }))
}

function assistantMessage(
  { message, weight }: ExampleMessage,
  content: Json,
  calls: readonly ToolCallPart[],
  options: OpenAiOptions,
): JsonObject {
  const shown: { [key: string]: Json } = {
    role: 'assistant',
    content: content === '' && calls.length > 0 ? null : content,
  }
  const reasoning = options.reasoning === 'omit' ? '' : reasoningOf(message)
  if (reasoning !== '') shown['reasoning_content'] = reasoning
  if (calls.length > 0) shown['tool_calls'] = calls.map((call) => toolCall(call, options))
  if (saysWeight(weight, options)) shown['weight'] = weight
  return shown
}

function reasoningOf({ parts }: Message): string {
  return parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
}

function saysWeight(weight: 0 | 1, { weights }: OpenAiOptions): boolean {
  return weights === 'all' || (weights === 'context' && weight === 0)
}

function toolCall(call: ToolCallPart, { toolArguments }: OpenAiOptions): JsonObject {
  const { id, name, arguments: given, argumentsRaw } = call
  const text = argumentsRaw ?? JSON.stringify(given)
  return { id, type: 'function', function: { name, arguments: toolArguments === 'string' ? text : given } }
}

function toolMessage(part: ToolResultPart, toolNames: ReadonlyMap<string, string>): JsonObject {
  const name = part.name ?? toolNames.get(part.id)
  const content = typeof part.result === 'string' ? part.result : JSON.stringify(part.result)
  if (name === undefined) return { role: 'tool', tool_call_id: part.id, content }
  return { role: 'tool', tool_call_id: part.id, name, content }
}

/** Text alone is a string; with anything beside it, a list of parts. */
function contentOf(message: Message): Json {
  if (message.parts.every(isNoContent)) return ''
  const parts = message.parts.map(contentPart).filter((part) => part !== undefined)
  return parts.every((part) => part['type'] === 'text') ? textOf(message) : parts
}

/** As of a message that only calls tools, or only has their results. */
function isNoContent({ type }: Part): boolean {
  return type === 'tool_call' || type === 'tool_result'
}

function contentPart(part: Part): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      return part.text === '' ? undefined : { type: 'text', text: part.text }
    case 'file':
      return part.mediaType.startsWith('image/') && part.uri !== undefined
        ? { type: 'image_url', image_url: { url: part.uri } }
        : { type: 'file', file: fileFields(part) }
    case 'other':
      return { type: part.kind, value: part.value }
    case 'reasoning':
    case 'source':
    case 'tool_call':
    case 'tool_result':
      return undefined
    default: {
      // A part type of a later version of the record reaches this line at run time.
      const value = snapshotJson(part)
      return { type: 'unknown', value }
    }
  }
}

function fileFields({ mediaType, uri, sha256, fileId, filename }: FilePart): JsonObject {
  return {
    media_type: mediaType,
    ...(filename === undefined ? {} : { filename }),
    ...(uri === undefined ? {} : { uri }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(fileId === undefined ? {} : { file_id: fileId }),
  }
}
