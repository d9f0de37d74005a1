import { defined, field, listField, textField } from '../../core/field.ts'
import { textMessage, type Message, type Part, type Role } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import { isCallBlock, reasoning, refusal, toParts, toToolCall } from './content.ts'
import { toRole } from '../roles.ts'

/** A message of LangChain, of any of its classes, copied now. */
export function toMessage(message: unknown): Message {
  const role = roleOf(message)
  const content = field(message, 'content')
  if (role === 'tool') return { role, parts: [toResult(message)] }
  if (role === 'assistant') return toAnswer(message)
  const name = textField(message, 'name')
  const copied = typeof content === 'string' ? textMessage(role, content) : { role, parts: contentOf(content, false) }
  return name === undefined ? copied : { ...copied, name }
}

/** What a model said: an assistant's message, also where LangChain gives a stream without roles another class. */
export function toAnswer(message: unknown): Message {
  const calls = callsOf(message)
  const parts = [
    ...thoughtsOf(message),
    ...contentOf(field(message, 'content'), calls.length > 0),
    ...refusal(field(field(message, 'additional_kwargs'), 'refusal')),
    ...calls,
  ]
  return { role: 'assistant', parts, ...defined({ name: textField(message, 'name') }) }
}

function roleOf(message: unknown): Role {
  const type = textField(message, 'type') ?? callType(message)
  switch (type) {
    case 'system':
      return field(field(message, 'additional_kwargs'), '__openai_role__') === 'developer' ? 'developer' : 'system'
    case 'ai':
      return 'assistant'
    case 'tool':
    case 'function':
      return 'tool'
    case 'generic':
      return toRole(textField(message, 'role'))
    default:
      return 'user'
  }
}

// Before version 1 the type of a message was a method only.
function callType(message: unknown): unknown {
  const method = field(message, '_getType')
  return typeof method === 'function' ? Reflect.apply(method, message, []) : undefined
}

function contentOf(content: unknown, hasCalls: boolean): readonly Part[] {
  if (typeof content === 'string') return toParts(content)
  if (!Array.isArray(content)) return content === undefined || content === null ? [] : [other(content)]
  return content.flatMap((block: unknown) => (hasCalls && isCallBlock(block) ? [] : toParts(block)))
}

function other(value: unknown): Part {
  return { type: 'other', kind: 'content', value: snapshotJson(value) }
}

/** What providers put beside the content. */
function thoughtsOf(message: unknown): readonly Part[] {
  if (listField(message, 'content').some(isReasoning)) return []
  const beside = field(message, 'additional_kwargs')
  const text = textField(beside, 'reasoning_content')
  return text === undefined ? reasoning(field(beside, 'reasoning')) : [{ type: 'reasoning', text }]
}

function isReasoning(block: unknown): boolean {
  const type = textField(block, 'type')
  return type === 'reasoning' || type === 'thinking'
}

/** The pieces of a stream first: LangChain mends what is no JSON in them, and then nobody sees that it was broken. */
function callsOf(message: unknown): readonly Part[] {
  const pieces = listField(message, 'tool_call_chunks')
  if (pieces.length > 0) return pieces.map(toToolCall)
  const calls = [...listField(message, 'tool_calls'), ...listField(message, 'invalid_tool_calls')]
  return calls.length > 0 ? calls.map(toToolCall) : functionCallOf(message)
}

/** As models called functions before they called tools: one, without an id. */
function functionCallOf(message: unknown): readonly Part[] {
  const call = field(field(message, 'additional_kwargs'), 'function_call')
  const name = textField(call, 'name')
  return name === undefined ? [] : [toToolCall({ name, args: textField(call, 'arguments') })]
}

function toResult(message: unknown): Part {
  const content = field(message, 'content')
  const isError = textField(message, 'status') === 'error'
  return {
    type: 'tool_result',
    id: textField(message, 'tool_call_id') ?? '',
    ...defined({ name: textField(message, 'name') }),
    result: resultOf(content),
    ...(isError ? { isError } : {}),
  }
}

// Blocks of text alone are text.
function resultOf(content: unknown): ReturnType<typeof snapshotJson> {
  if (!Array.isArray(content) || content.length === 0) return snapshotJson(content ?? null)
  const texts = content.map((block: unknown) =>
    field(block, 'type') === 'text' ? textField(block, 'text') : undefined,
  )
  return texts.every((text) => text !== undefined) ? texts.join('') : snapshotJson(content)
}
