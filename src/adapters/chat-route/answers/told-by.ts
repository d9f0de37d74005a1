import { field, numberField, textField } from '../../../core/field.ts'
import { anthropicMessages } from '../../wire/anthropic-messages/index.ts'
import { ollama } from '../../wire/ollama/index.ts'
import { openaiChat } from '../../wire/openai-chat/index.ts'
import { openaiResponses } from '../../wire/openai-responses/index.ts'
import type { Protocol } from '../../wire/protocol.ts'
import type { AnswerReading } from './answer.ts'
import { readProtocolEvents } from './protocol-events.ts'
import { isUiMessageChunk, readUiMessageStream } from './ui-message-stream/index.ts'

/** The reading of the stream that this is an event of. Undefined when it tells nothing, or is of no protocol. */
export function toldBy(event: unknown, framing: Protocol['framing']): AnswerReading | undefined {
  if (isUiMessageChunk(event)) return readUiMessageStream(framing)
  const protocol = protocolOfEvent(event)
  return protocol === undefined ? undefined : readProtocolEvents(framing, protocol)
}

function protocolOfEvent(event: unknown): Protocol | undefined {
  const type = textField(event, 'type') ?? ''
  if (Array.isArray(field(event, 'choices'))) return openaiChat
  if (type.startsWith('response.') && isResponsesEvent(event)) return openaiResponses
  if (ANTHROPIC_EVENTS.has(type)) return anthropicMessages
  return isOllamas(event) ? ollama : undefined
}

function isResponsesEvent(event: unknown): boolean {
  return typeof field(event, 'response') === 'object' || numberField(event, 'output_index') !== undefined
}

const ANTHROPIC_EVENTS: ReadonlySet<string> = new Set(['message_start', 'content_block_start', 'content_block_delta'])

// Both what is streamed and what comes whole.
function isOllamas(answer: unknown): boolean {
  if (typeof field(answer, 'done') !== 'boolean') return false
  if (typeof field(answer, 'response') === 'string') return textField(answer, 'model') !== undefined
  return typeof field(field(answer, 'message'), 'content') === 'string'
}

/** The protocol whose whole answer this is. */
export function protocolOfAnswer(answer: unknown): Protocol | undefined {
  if (Array.isArray(field(answer, 'choices'))) return openaiChat
  if (field(answer, 'object') === 'response' && Array.isArray(field(answer, 'output'))) return openaiResponses
  const isMessage = field(answer, 'type') === 'message' && field(answer, 'role') === 'assistant'
  if (isMessage && Array.isArray(field(answer, 'content'))) return anthropicMessages
  return isOllamas(answer) ? ollama : undefined
}
