import { defined, field, listField, textField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { textMessage } from '../../../core/message.ts'
import { contextId } from './context-id.ts'
import { toImage } from './image.ts'
import { toMessage, type MessageReading } from './message.ts'
import { toSettings } from './settings.ts'

/** A copy of the body of `/api/chat`. */
export function copyChat(request: unknown, reading: MessageReading): GenerationRequest {
  const messages = listField(request, 'messages').map((message) => toMessage(message, reading))
  return { messages, ...toSettings(request) }
}

/** A copy of the body of `/api/generate`: system text and prompt become messages. */
export function copyCompletion(request: unknown, { images }: MessageReading): GenerationRequest {
  const system = textField(request, 'system')
  const prompt = textMessage('user', textField(request, 'prompt') ?? '')
  const files = listField(request, 'images').map((image) => toImage(image, images))
  const messages = [
    ...(system === undefined ? [] : [textMessage('system', system)]),
    { ...prompt, parts: [...prompt.parts, ...files] },
  ]
  const previousResponseId = contextId(field(request, 'context'))
  return { messages, ...toSettings(request), ...defined({ previousResponseId }) }
}

/** False for requests that only load a model into memory, or out of it: nothing is said in them, and nothing answered. */
export function asksSomething(operation: 'chat' | 'completion', request: unknown): boolean {
  const said = field(request, operation === 'chat' ? 'messages' : 'prompt')
  if (said === undefined || said === null || said === '') return false
  return !Array.isArray(said) || said.length > 0
}
