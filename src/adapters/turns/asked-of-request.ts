import type { GenerationRequest } from '../../core/generation.ts'
import type { Message, Part } from '../../core/message.ts'
import { activeContext } from '../../middleware/context.ts'
import type { Asked } from './link-call.ts'
import { textKey } from './text-key.ts'

/** What a copied request asks, for clients that pass nothing down by which their calls could be told to be of one turn. */
export function askedOfRequest(request: GenerationRequest, signal?: AbortSignal): Asked {
  const { messages, tools = [], previousResponseId } = request
  const answers = answeredToolCalls(messages)
  const context = activeContext()
  const hasTools = answers.length > 0 || tools.length > 0
  // Where no other call could belong to this one, nothing is worked out.
  const isAlone = !hasTools && (context ?? signal) === undefined
  return {
    prompt: isAlone ? '' : promptKey(request),
    question: hasTools ? questionKey(messages) : '',
    answers,
    previousResponse: previousResponseId,
    context,
    signal,
  }
}

// Where the server keeps the history, only the response gone on from tells two steps apart.
function promptKey({ messages, previousResponseId = '' }: GenerationRequest): string {
  return `${previousResponseId} ${messages.length} ${keyOfMessage(messages.at(-1))}`
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

// With what was said before it, so that two users who begin alike, or who both say "yes", are told apart. System messages
// change from step to step in some agents.
function questionKey(messages: readonly Message[]): string {
  const index = messages.findLastIndex(({ role }) => role === 'user')
  if (index === -1) return ''
  const before = messages[index - 1]
  const isSaid = before?.role !== 'system' && before?.role !== 'developer'
  return `${index} ${isSaid ? keyOfMessage(before) : ''} ${keyOfMessage(messages[index])}`
}

function answeredToolCalls(messages: readonly Message[]): readonly string[] {
  const ids: string[] = []
  for (let index = messages.length - 1; messages[index]?.role === 'tool'; index -= 1) {
    for (const part of messages[index]?.parts ?? []) if (part.type === 'tool_result') ids.push(part.id)
  }
  return ids
}
