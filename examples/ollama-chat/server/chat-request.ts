import type { Message, ToolCall } from 'ollama'
import { field, isObject, listField, textField } from './fields.ts'
import { HttpError } from './http-error.ts'

export type Think = boolean | 'low' | 'medium' | 'high'

/** What the page asks for one turn. */
export type ChatRequest = {
  readonly conversationId: string
  /** The history and the new message of the user, without the system prompt. */
  readonly messages: readonly Message[]
  readonly model: string
  readonly system?: string
  readonly temperature?: number
  readonly think?: Think
  readonly seed?: number
}

const MOST_MESSAGES = 2_000
const LONGEST_ID = 200

/** @throws HttpError 400 that says what is wrong */
export function readChatRequest(body: unknown): ChatRequest {
  if (!isObject(body)) throw bad('The body is no JSON object; send it as application/json')
  const messages = field(body, 'messages') ?? undefined
  if (messages === undefined) throw bad('messages is missing: send a list of messages')
  if (!Array.isArray(messages) || messages.length === 0) throw bad('messages is no list of messages')
  if (messages.length > MOST_MESSAGES) throw bad(`messages has more than ${MOST_MESSAGES} entries`)
  return {
    conversationId: readId(body, 'conversationId'),
    messages: messages.map(readMessage),
    model: readId(body, 'model'),
    ...optional('system', textOrNothing(body, 'system')),
    ...optional('temperature', numberOrNothing(body, 'temperature', { from: 0, to: 2 })),
    ...optional('think', thinkOrNothing(body)),
    ...optional('seed', numberOrNothing(body, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER })),
  }
}

function readId(body: unknown, name: string): string {
  const value = field(body, name) ?? undefined
  if (value === undefined) throw bad(`${name} is missing: send a text of 1 to ${LONGEST_ID} characters`)
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_ID)
    throw bad(`${name} is no text of 1 to ${LONGEST_ID} characters`)
  return value
}

function readMessage(message: unknown, index: number): Message {
  const role = textField(message, 'role')
  const content = textField(message, 'content')
  if (role !== 'user' && role !== 'assistant' && role !== 'tool')
    throw bad(`messages[${index}].role is none of user, assistant and tool`)
  if (content === undefined) throw bad(`messages[${index}].content is no text`)
  const calls = listField(message, 'tool_calls').map((call) => readToolCall(call, index))
  return {
    role,
    content,
    ...optional('thinking', textField(message, 'thinking')),
    ...optional('tool_name', textField(message, 'tool_name')),
    ...optional('tool_call_id', textField(message, 'tool_call_id')),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

function readToolCall(call: unknown, index: number): ToolCall {
  const called = field(call, 'function')
  const name = textField(called, 'name')
  const input = field(called, 'arguments')
  if (name === undefined || !isObject(input))
    throw bad(`messages[${index}].tool_calls has a call without name or arguments`)
  return { ...optional('id', textField(call, 'id')), function: { name, arguments: { ...input } } }
}

function thinkOrNothing(body: unknown): Think | undefined {
  const value = field(body, 'think')
  if (value === undefined || typeof value === 'boolean') return value
  if (value === 'low' || value === 'medium' || value === 'high') return value
  throw bad('think is none of true, false, low, medium and high')
}

function textOrNothing(body: unknown, name: string): string | undefined {
  const value = field(body, name)
  if (value === undefined || typeof value === 'string') return value
  throw bad(`${name} is no text`)
}

type Range = { readonly from: number; readonly to: number }

function numberOrNothing(body: unknown, name: string, { from, to }: Range): number | undefined {
  const value = field(body, name)
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= from && value <= to) return value
  throw bad(`${name} is no number from ${from} to ${to}`)
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  const entry: { [Key in Name]?: Value } = {}
  if (value !== undefined) entry[name] = value
  return entry
}

function bad(message: string): HttpError {
  return new HttpError(400, 'bad_request', message)
}
