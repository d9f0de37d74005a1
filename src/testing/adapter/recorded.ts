import type { Generation } from '../../core/generation.ts'
import { textOf, toolCallsOf, type ToolCallPart } from '../../core/message.ts'

/** The text of the recorded answer. */
export function answerText({ response }: Generation): string {
  return response.messages.map(textOf).join('')
}

/** What the recorded model thought. */
export function reasoningText({ response }: Generation): string {
  const parts = response.messages.flatMap((message) => message.parts)
  return parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
}

export function toolCalls({ response }: Generation): readonly ToolCallPart[] {
  return response.messages.flatMap(toolCallsOf)
}

/** The text of what the user asked last. */
export function questionText({ request }: Generation): string {
  const last = request.messages.findLast((message) => message.role === 'user')
  return last === undefined ? '' : textOf(last)
}
