import { defined, field, listField, textField } from '../../../core/field.ts'
import type { Message, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import { toolCallPart } from '../../../middleware/accumulator.ts'
import type { CallIds } from './call-ids.ts'
import { toContent, toRefusal } from './content.ts'
import { toFile } from './file.ts'
import { toSources } from './source.ts'
import { toRole } from '../../roles.ts'

/** A message of a request. */
export function toMessage(message: unknown, ids: CallIds): Message {
  if (isPlain(message)) return { role: message.role, parts: [{ type: 'text', text: message.content }] }
  const sent = field(message, 'role')
  // The results of old function calls.
  const role = toRole(sent === 'function' ? 'tool' : sent)
  if (role === 'tool') return toToolResult(message, ids)
  const name = defined({ name: textField(message, 'name') })
  if (role !== 'assistant') return { role, parts: toContent(field(message, 'content')), ...name }
  return { role, parts: toAnswer(message, ids, 'audio/*'), ...name }
}

type PlainMessage = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }

/** Nearly all messages of a history are of one text and nothing else: they are read without detours. */
export function isPlain(message: unknown): message is PlainMessage {
  if (typeof message !== 'object' || message === null || !('role' in message) || !('content' in message)) return false
  const { role, content } = message
  if (role !== 'user' && role !== 'assistant' && role !== 'system') return false
  return typeof content === 'string' && content !== '' && Object.keys(message).length === 2
}

function toToolResult(message: unknown, ids: CallIds): Message {
  const name = textField(message, 'name')
  const id = textField(message, 'tool_call_id') ?? ids.forResult(name)
  const result = toResult(field(message, 'content'))
  return { role: 'tool', parts: [{ type: 'tool_result', id, ...defined({ name }), result }] }
}

// A list of texts says the same as their text.
function toResult(content: unknown): ReturnType<typeof snapshotJson> {
  if (content === undefined || content === null) return ''
  if (typeof content === 'string' || !Array.isArray(content)) return snapshotJson(content)
  const texts = Array.from(content, (part: unknown) => (field(part, 'type') === 'text' ? field(part, 'text') : part))
  return texts.every((text) => typeof text === 'string') ? texts.join('') : snapshotJson(content)
}

/**
 * What a model said, of an answer or of a history: thoughts, text, refusal, tool calls, sources, sound. A history holds
 * answers as they came, so both are read alike.
 */
export function toAnswer(message: unknown, ids: CallIds, audioType: string): readonly Part[] {
  return [
    ...toReasoning(message),
    ...toContent(field(message, 'content')),
    ...toRefusal(field(message, 'refusal')),
    ...listField(message, 'tool_calls').map((call) => toToolCall(call, ids)),
    ...toFunctionCall(field(message, 'function_call'), ids),
    ...toSources(listField(message, 'annotations')),
    ...toAudio(field(message, 'audio'), audioType),
  ]
}

function toReasoning(message: unknown): readonly Part[] {
  const text = thoughtsIn(message)
  const signature = signatureOf(message)
  if (text === undefined && signature === undefined) return []
  return [{ type: 'reasoning', text: text ?? '', ...defined({ signature }) }]
}

/** The thoughts, wherever a server puts them: routers have them both as a text and in details, some only there. */
export function thoughtsIn(message: unknown): string | undefined {
  const text = textField(message, 'reasoning_content') ?? textField(message, 'reasoning')
  return text ?? textField(message, 'reasoning_text') ?? detailedThoughts(message)
}

function detailedThoughts(message: unknown): string | undefined {
  if (field(message, 'reasoning_details') === undefined) return undefined
  const texts = listField(message, 'reasoning_details').map(
    (detail) => textField(detail, 'text') ?? textField(detail, 'summary') ?? '',
  )
  return texts.join('') || undefined
}

/** The provider's proof of the thoughts, which routers pass on beside them. */
export function signatureOf(message: unknown): string | undefined {
  if (field(message, 'reasoning_details') === undefined) return undefined
  const proofs = listField(message, 'reasoning_details').map(
    (detail) => textField(detail, 'signature') ?? textField(detail, 'data'),
  )
  return proofs.findLast((proof) => proof !== undefined)
}

function toToolCall(call: unknown, ids: CallIds): Part {
  const custom = field(call, 'custom')
  const called = field(call, 'function') ?? custom
  const name = textField(called, 'name') ?? ''
  const given = field(called, custom === called ? 'input' : 'arguments')
  const args = typeof given === 'string' ? given : snapshotJson(given ?? '')
  return toolCallPart({ id: ids.forCall(name, textField(call, 'id')), name, arguments: args })
}

function toFunctionCall(call: unknown, ids: CallIds): readonly Part[] {
  return call === undefined || call === null ? [] : [toToolCall({ function: call }, ids)]
}

function toAudio(audio: unknown, mediaType: string): readonly Part[] {
  if (audio === undefined || audio === null) return []
  const transcript = toContent(field(audio, 'transcript'))
  return [...transcript, toFile({ mediaType, content: textField(audio, 'data'), fileId: textField(audio, 'id') })]
}
