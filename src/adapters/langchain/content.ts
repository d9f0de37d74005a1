import { defined, field, listField, textField } from '../../core/field.ts'
import type { Part } from '../../core/message.ts'
import { snapshotJson } from '../../core/snapshot.ts'
import { toolCallPart } from '../../middleware/accumulator.ts'
import { toFile } from './file.ts'

/** A block of a message's content, in LangChain's standard form or in that of a provider. Unknown kinds are kept. */
export function toParts(block: unknown): readonly Part[] {
  if (typeof block === 'string') return text(block)
  const type = textField(block, 'type') ?? 'unknown'
  if (FILES.has(type)) return [toFile(type, block)]
  if (CALLS.has(type)) return [toToolCall(block)]
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return [...text(field(block, 'text')), ...citationsOf(block)]
    case 'reasoning':
    case 'thinking':
      return reasoning(block)
    case 'server_tool_call_result':
      return [toServerResult(block)]
    case 'refusal':
      return refusal(field(block, 'refusal'))
    default:
      return isPieceOfCall(type) ? [] : [other(type, block)]
  }
}

const FILES: ReadonlySet<string> = new Set([
  'image_url',
  'image',
  'audio',
  'input_audio',
  'video',
  'file',
  'document',
  'text-plain',
])
const CALLS: ReadonlySet<string> = new Set([
  'tool_call',
  'invalid_tool_call',
  'tool_use',
  'server_tool_call',
  'server_tool_use',
])

/** True for blocks that repeat what a message has among its tool calls. */
export function isCallBlock(block: unknown): boolean {
  const type = textField(block, 'type') ?? ''
  return type === 'tool_call' || type === 'tool_use' || type === 'invalid_tool_call' || isPieceOfCall(type)
}

// Streams leave them in the content; the message has them put together.
function isPieceOfCall(type: string): boolean {
  return type === 'tool_call_chunk' || type === 'input_json_delta' || type === 'function_call'
}

/** A tool call of a message, or a block of one. `args` is text where LangChain could not read it. */
export function toToolCall(call: unknown): Part {
  const given = field(call, 'args') ?? field(call, 'input')
  const part = toolCallPart({
    id: textField(call, 'id') ?? '',
    name: textField(call, 'name') ?? '',
    arguments: typeof given === 'string' ? given : snapshotJson(given ?? {}),
  })
  return textField(call, 'type')?.startsWith('server_') === true ? { ...part, providerExecuted: true } : part
}

function text(value: unknown): readonly Part[] {
  return typeof value === 'string' && value !== '' ? [{ type: 'text', text: value }] : []
}

/** What a model thought: as LangChain, Anthropic and the responses of OpenAI say it. */
export function reasoning(block: unknown): readonly Part[] {
  const summary = listField(block, 'summary').map((part) => textField(part, 'text') ?? '')
  const said = textField(block, 'reasoning') ?? textField(block, 'thinking') ?? summary.join('\n')
  const signature = textField(block, 'signature')
  return said === '' && signature === undefined ? [] : [{ type: 'reasoning', text: said, ...defined({ signature }) }]
}

/** What a model says in the place of an answer. */
export function refusal(value: unknown): readonly Part[] {
  return typeof value === 'string' && value !== '' ? [{ type: 'other', kind: 'refusal', value }] : []
}

function citationsOf(block: unknown): readonly Part[] {
  return listField(block, 'annotations').flatMap((annotation) => {
    const uri = textField(annotation, 'url')
    const title = textField(annotation, 'title')
    return uri === undefined ? [] : [{ type: 'source', uri, ...defined({ title }) }]
  })
}

function toServerResult(block: unknown): Part {
  const id = textField(block, 'toolCallId') ?? ''
  const isError = textField(block, 'status') === 'error'
  return {
    type: 'tool_result',
    id,
    result: snapshotJson(field(block, 'output') ?? null),
    ...(isError ? { isError } : {}),
  }
}

function other(kind: string, block: unknown): Part {
  return { type: 'other', kind, value: snapshotJson(kind === 'non_standard' ? field(block, 'value') : block) }
}
