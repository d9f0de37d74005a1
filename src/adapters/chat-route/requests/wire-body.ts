import { field, listField } from '../../../core/field.ts'
import type { Protocol } from '../../wire/protocol.ts'
import { anthropicMessages } from '../../wire/anthropic-messages/index.ts'
import { ollama } from '../../wire/ollama/index.ts'
import { openaiChat } from '../../wire/openai-chat/index.ts'
import { openaiResponses } from '../../wire/openai-responses/index.ts'
import { isAnthropics, isSpokenToAnthropic } from './anthropic-marks.ts'
import { isChat, isChatMessage } from './chat-message.ts'
import { labelsOf } from './labels.ts'
import { modelOf } from './model.ts'
import { isOllamaChat, isOllamaPrompt } from './ollama-marks.ts'
import { isCompletion } from './prompt-body.ts'
import { isForResponses } from './responses-marks.ts'
import type { RouteRequest } from './route-request.ts'

/** A body as clients of model servers send it. The path of an app's own route says nothing of its protocol. */
export function readWireBody(body: unknown): RouteRequest | undefined {
  const protocol = protocolOf(body)
  if (protocol === undefined) return undefined
  const { asksNothing, provider, labels, request } = protocol.exchange(body)
  if (asksNothing === true) return undefined
  // Only the form is known where nothing but a system text beside the messages tells it.
  const isCertain = protocol !== anthropicMessages || isAnthropics(body)
  return {
    form: protocol.name,
    model: modelOf(body),
    ...(provider === undefined || !isCertain ? {} : { provider }),
    labels: { ...labelsOf(body), ...labels },
    request,
  }
}

function protocolOf(body: unknown): Protocol | undefined {
  const messages = field(body, 'messages')
  if (isChat(messages, isChatMessage)) return chatProtocolOf(body)
  // With other messages it is nobody's.
  if (listField(body, 'messages').length > 0) return undefined
  if (isForResponses(body)) return openaiResponses
  if (isOllamaPrompt(body)) return ollama
  return isCompletion(body) ? openaiChat : undefined
}

function chatProtocolOf(body: unknown): Protocol {
  if (isAnthropics(body)) return anthropicMessages
  if (isOllamaChat(body)) return ollama
  return isSpokenToAnthropic(body) ? anthropicMessages : openaiChat
}
