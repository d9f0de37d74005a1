import { field, textField } from '../../../../core/field.ts'
import { readEvents } from '../../../wire/event-reading.ts'
import type { Protocol } from '../../../wire/protocol.ts'
import type { AnswerReading } from '../answer.ts'
import { readChunks } from './reading.ts'

/** Reads the UI message streams of the AI SDK 5, 6 and 7. */
export function readUiMessageStream(framing: Protocol['framing']): AnswerReading {
  const chunks = readChunks()
  return {
    ...readEvents(framing, chunks),
    // Behind an answer that broke off comes the end of the stream, too.
    isComplete: () => chunks.isComplete(),
    form: () => 'ui-message-stream',
    messageId: () => chunks.messageId(),
  }
}

/** True for a chunk that can be of no other stream. `start`, `error` and the like may be anybody's. */
export function isUiMessageChunk(chunk: unknown): boolean {
  switch (field(chunk, 'type')) {
    case 'text-delta':
    case 'reasoning-delta':
      return typeof field(chunk, 'delta') === 'string' && textField(chunk, 'id') !== undefined
    case 'text-start':
    case 'reasoning-start':
      return textField(chunk, 'id') !== undefined
    case 'tool-input-start':
    case 'tool-input-available':
    case 'tool-output-available':
      return textField(chunk, 'toolCallId') !== undefined
    case 'start-step':
    case 'message-metadata':
      return true
    default:
      return false
  }
}
