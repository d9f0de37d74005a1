import type { GenerationRequest } from '../../core/generation.ts'
import type { Message, Part } from '../../core/message.ts'
import { activeContext } from '../../middleware/context.ts'
import type { Asked } from './link-call.ts'
import { textKey } from './text-key.ts'

/** What a copied request asks, for clients that pass nothing down by which their calls could be told to be of one turn. */
export function askedOfRequest(request: GenerationRequest, signal?: AbortSignal): Asked {
  const { messages, tools = [] } = request
  const answers = answeredToolCalls(messages)
  return {
    prompt: `${messages.length} ${keyOfMessage(messages.at(-1))}`,
    question: answers.length > 0 || tools.length > 0 ? questionKey(messages) : '',
    answers,
    previousResponse: request.previousResponseId,
    context: activeContext(),
    signal,
  }
}

/** What identifies a message cheaply, and without keeping its text: role, texts, ids of tool calls. */
export function keyOfMessage(message: Message | undefined): string {
  if (message === undefined) return ''
  let key: string = message.role
  for (const part of message.parts) key += ` ${keyOfPart(part)}`
  return key
}

function keyOfPart(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return textKey(part.text)
    case 'tool_call':
    case 'tool_result':
      return part.id
    default:
      return part.type
  }
}

function questionKey(messages: readonly Message[]): string {
  const index = messages.findLastIndex(({ role }) => role === 'user')
  return index === -1 ? '' : `${index} ${keyOfMessage(messages[index])}`
}

function answeredToolCalls(messages: readonly Message[]): readonly string[] {
  const ids: string[] = []
  for (let index = messages.length - 1; messages[index]?.role === 'tool'; index -= 1) {
    for (const part of messages[index]?.parts ?? []) if (part.type === 'tool_result') ids.push(part.id)
  }
  return ids
}
