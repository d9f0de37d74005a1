import type { GenerationRequest } from '../../../core/generation.ts'
import { field } from '../../../core/field.ts'
import { textMessage } from '../../../core/message.ts'
import { copyOnce } from '../../wire/copy-once.ts'
import { isChat, isChatMessage, isModelMessage, messagesOf, systemTextOf } from './chat-message.ts'
import { chatLabelsOf, labelsOf } from './labels.ts'
import { readMessages } from './messages.ts'
import { modelOf } from './model.ts'
import type { RouteRequest } from './route-request.ts'
import { hasParts, isUiMessage } from './ui-messages/index.ts'

/** A body with messages of the AI SDK: of its chat pages, or as its models get them. */
export function readMessageBody(body: unknown): RouteRequest | undefined {
  const messages = messagesOf(body)
  if (!isChat(messages, (message) => isUiMessage(message) || isChatMessage(message))) return undefined
  // Histories may begin with messages of older forms.
  const isOfPage = messages.some((message) => isUiMessage(message) && hasParts(message))
  // A list without them is for the wires, which know more of it.
  if (!isOfPage && Array.isArray(field(body, 'messages')) && !messages.some(isModelMessage)) return undefined
  return {
    form: isOfPage ? 'ui-messages' : 'model-messages',
    model: modelOf(body),
    labels: isOfPage ? chatLabelsOf(body) : labelsOf(body),
    request: copyOnce(body, copyBody),
  }
}

function copyBody(body: unknown): GenerationRequest {
  const system = systemTextOf(body)
  const messages = readMessages(messagesOf(body))
  return { messages: system === undefined ? messages : [textMessage('system', system), ...messages] }
}
