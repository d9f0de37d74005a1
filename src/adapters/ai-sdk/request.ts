import { defined, field, listField, textField } from '../../core/field.ts'
import type { GenerationParams, GenerationRequest } from '../../core/generation.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { textMessage, type Message } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Tool } from '../../core/tool.ts'
import { toParts } from './content.ts'
import { isObject } from './specification.ts'
import { toRole } from '../roles.ts'

// The settings that are worth keeping, by the record's names; headers and provider options never enter it.
const PARAMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    maxOutputTokens: 'maxOutputTokens',
    temperature: 'temperature',
    topP: 'topP',
    topK: 'topK',
    presencePenalty: 'presencePenalty',
    frequencyPenalty: 'frequencyPenalty',
    stopSequences: 'stop',
    seed: 'seed',
    reasoning: 'reasoning',
  }),
)

/** A copy of the call options of `doGenerate` and `doStream`, taken now: the gateway changes prompts in place. */
export function toRequest(options: unknown): GenerationRequest {
  const request: Mutable<GenerationRequest> = { messages: messagesOf(options) }
  const tools = listField(options, 'tools')
  const toolChoice = copied(options, 'toolChoice')
  const responseFormat = copied(options, 'responseFormat')
  const params = toParams(options)
  if (tools.length > 0) request.tools = tools.map(toTool)
  if (toolChoice !== undefined) request.toolChoice = toolChoice
  if (responseFormat !== undefined) request.responseFormat = responseFormat
  if (params !== undefined) request.params = params
  return request
}

function messagesOf(options: unknown): readonly Message[] {
  const messages: Message[] = []
  for (const message of listField(options, 'prompt')) messages.push(toMessage(message))
  return messages
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

function toMessage(message: unknown): Message {
  if (isPlain(message)) return { role: toRole(message.role), parts: [{ type: 'text', text: message.content[0].text }] }
  const role = toRole(field(message, 'role'))
  const content = field(message, 'content')
  return typeof content === 'string' ? textMessage(role, content) : { role, parts: toParts(message, 'content') }
}

type PlainMessage = { readonly role: unknown; readonly content: readonly [{ readonly text: string }] }

/**
 * True for a message of one text and nothing else. Nearly all messages of a history are such, and it is copied whole in
 * each call: they are read without detours.
 */
function isPlain(message: unknown): message is PlainMessage {
  if (typeof message !== 'object' || message === null || !('role' in message) || !('content' in message)) return false
  const { content } = message
  if (!Array.isArray(content) || content.length !== 1) return false
  const part: unknown = content[0]
  if (typeof part !== 'object' || part === null || !('type' in part) || part.type !== 'text') return false
  return (
    'text' in part &&
    typeof part.text === 'string' &&
    !('providerOptions' in part && part.providerOptions !== undefined)
  )
}

function toTool(tool: unknown): Tool {
  const name = textField(tool, 'name') ?? ''
  const isFunction = field(tool, 'type') === 'function'
  const schema = isFunction ? snapshotJson(field(tool, 'inputSchema')) : withoutCredentials(field(tool, 'args'))
  const parameters = isJsonObject(schema) ? schema : undefined
  const description = textField(tool, 'description')
  return { name, ...defined({ description, parameters }), ...(isFunction ? {} : { kind: 'provider' }) }
}

// Providers take the credentials of remote tool servers here.
function withoutCredentials(args: unknown): Json {
  const copy = snapshotJson(args)
  if (!isJsonObject(copy)) return copy
  return Object.fromEntries(Object.entries(copy).filter(([key]) => !CREDENTIALS.test(key)))
}

const CREDENTIALS = /^headers$|authorization|token|secret|api_?key|password|credential/i

function toParams(options: unknown): GenerationParams | undefined {
  let params: Record<string, Json> | undefined
  // The options that are there are looked up, not all that there may be: this runs in each call.
  for (const option of isObject(options) ? Object.keys(options) : []) {
    const name = PARAMS.get(option)
    const value = name === undefined ? undefined : copied(options, option)
    if (name !== undefined && value !== undefined) params = { ...params, [name]: value }
  }
  return params
}

function copied(options: unknown, key: string): Json | undefined {
  const value = field(options, key)
  return value === undefined ? undefined : snapshotJson(value)
}
