import { defined, field, listField, textField } from '../../core/field.ts'
import type { GenerationParams, GenerationRequest } from '../../core/generation.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import { textMessage, type Message, type Role } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import type { Tool } from '../../core/tool.ts'
import { toParts } from './content.ts'
import { isObject } from './specification.ts'

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
  const request: Mutable<GenerationRequest> = { messages: listField(options, 'prompt').map(toMessage) }
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

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

function toMessage(message: unknown): Message {
  const role = toRole(field(message, 'role'))
  const content = field(message, 'content')
  return typeof content === 'string' ? textMessage(role, content) : { role, parts: toParts(message, 'content') }
}

function toRole(role: unknown): Role {
  switch (role) {
    case 'system':
    case 'developer':
    case 'assistant':
    case 'tool':
      return role
    default:
      return 'user'
  }
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
