import type { GenerationLabels, GenerationRequest } from '../../core/generation.ts'
import type { Message, Part } from '../../core/message.ts'
import { activeContext } from '../../middleware/context.ts'
import { whoseOf } from '../../middleware/turn-scope.ts'
import type { Asked } from './link-call.ts'
import { jsonKey, textKey } from './text-key.ts'

/** Who asks whom, as far as a door knows. */
export type Asking = {
  readonly model?: string
  readonly labels?: GenerationLabels | undefined
  /** True where tools may be called that the request does not name: pages leave them to the server. */
  readonly hidesTools?: boolean
}

/** What a copied request asks, for clients that pass nothing down by which their calls could be told to be of one turn. */
export function askedOfRequest(request: GenerationRequest, signal?: AbortSignal, asking: Asking = {}): Asked {
  const { messages, tools = [], previousResponseId } = request
  const answers = answeredToolCalls(messages)
  const context = activeContext()
  const hasTools = answers.length > 0 || tools.length > 0 || asking.hidesTools === true
  // Where no other call could belong to this one, nothing is worked out.
  const isAlone = !hasTools && (context ?? signal) === undefined
  const whose = isAlone ? '' : whoseOf(asking.labels, context?.labels)
  return {
    prompt: isAlone ? '' : `${whose} ${asking.model ?? ''} ${promptKey(request)}`,
    question: hasTools ? questionKey(messages, whose) : '',
    answers,
    previousResponse: previousResponseId,
    context,
    signal,
  }
}

// With how it begins, because apps put one question to several prompts. Where the server keeps the history, only the
// response gone on from tells two steps apart, and only what the tools said two ways to go on.
function promptKey({ messages, previousResponseId = '' }: GenerationRequest): string {
  const saidLast = messages.findLastIndex(({ role }) => role !== 'tool')
  const end = messages.slice(Math.max(saidLast, 1)).map(keyOfMessage)
  return [previousResponseId, messages.length, keyOfMessage(messages[0]), ...end].join(' ')
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
      return part.id
    case 'tool_result':
      return `${part.id} ${jsonKey(part.result)}`
    default:
      return part.type
  }
}

// With what was said before it, so that two users who begin alike, or who both say "yes", are told apart. System messages
// change from step to step in some agents; others cut off the oldest messages, so that places say nothing.
function questionKey(messages: readonly Message[], whose: string): string {
  const index = messages.findLastIndex(({ role }) => role === 'user')
  if (index === -1) return ''
  const before = messages[index - 1]
  const isSaid = before?.role !== 'system' && before?.role !== 'developer'
  return `${whose} ${isSaid ? keyOfMessage(before) : ''} ${keyOfMessage(messages[index])}`
}

function answeredToolCalls(messages: readonly Message[]): readonly string[] {
  const ids: string[] = []
  for (let index = messages.length - 1; messages[index]?.role === 'tool'; index -= 1) {
    for (const part of messages[index]?.parts ?? []) if (part.type === 'tool_result') ids.push(part.id)
  }
  return ids
}
