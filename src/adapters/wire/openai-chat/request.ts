import { field, listField } from '../../../core/field.ts'
import type { GenerationRequest } from '../../../core/generation.ts'
import { textMessage, type Message } from '../../../core/message.ts'
import { createCallIds } from './call-ids.ts'
import { other } from './content.ts'
import { toMessage } from './message.ts'
import { copySettings } from './settings.ts'

/** A request as it was sent, and how many tool calls its history holds. */
export type CopiedRequest = { readonly request: GenerationRequest; readonly calls: number }

/** A copy of the body of a chat completion, taken now. */
export function copyChat(body: unknown): CopiedRequest {
  const ids = createCallIds()
  const messages = listField(body, 'messages').map((message) => toMessage(message, ids))
  return { request: { messages, ...copySettings(body) }, calls: ids.count() }
}

/** A copy of the body of a text completion: its prompt becomes a message. */
export function copyCompletion(body: unknown): CopiedRequest {
  return { request: { messages: toPrompt(field(body, 'prompt')), ...copySettings(body) }, calls: 0 }
}

/** Tokens, and several prompts at once, are no message: they are kept as they came, and nobody learns from them. */
function toPrompt(prompt: unknown): readonly Message[] {
  const only: unknown = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt
  if (typeof only === 'string') return [textMessage('user', only)]
  return only === undefined || only === null ? [] : [{ role: 'user', parts: [other('prompt', prompt)] }]
}
