import { defined, field, listField, textField } from '../../../core/field.ts'
import type { FinishReason, GenerationResponse } from '../../../core/generation.ts'
import type { Message, Part } from '../../../core/message.ts'
import type { Outcome, PartialOutcome } from '../../../middleware/call.ts'
import { unreadable } from '../protocol.ts'
import { toParts } from './content.ts'
import { toUsage } from './usage.ts'

/** What a whole answer says. */
export function toOutcome(answer: unknown): Outcome {
  if (textField(answer, 'type') === 'error') {
    return { status: 'error', response: { messages: [] }, error: toFailure(answer) }
  }
  if (!Array.isArray(field(answer, 'content'))) return unreadable(answer)
  return { status: 'ok', ...toResult(answer) }
}

/** What an answer says, as far as it came. */
export function toResult(answer: unknown): PartialOutcome {
  const reason = textField(answer, 'stop_reason')
  const response: GenerationResponse = {
    messages: toMessages(listField(answer, 'content')),
    ...defined({ id: textField(answer, 'id') }),
    ...(reason === undefined ? {} : { finishReason: toFinishReason(reason), finishReasonRaw: reason }),
  }
  const respondedModel = textField(answer, 'model')
  return { response, ...defined({ respondedModel, usage: toUsage(field(answer, 'usage')) }) }
}

/** `{type: 'error', error: {type, message}}`, as an answer or as an event. */
export function toFailure(answer: unknown): object {
  const error = field(answer, 'error')
  const name = textField(error, 'type') ?? 'Error'
  return { name, message: textField(error, 'message') ?? 'the provider gave no reason' }
}

/** The failure within a stream, of which a client made an error. Errors of answers that were refused have a status. */
export function thrownFailure(error: unknown): object | undefined {
  const sent = field(error, 'error')
  if (!(error instanceof Error) || field(error, 'status') !== undefined) return undefined
  return textField(sent, 'type') === 'error' ? toFailure(sent) : undefined
}

function toMessages(content: readonly unknown[]): readonly Message[] {
  const parts: readonly Part[] = content.flatMap(toParts)
  return parts.length === 0 ? [] : [{ role: 'assistant', parts }]
}

function toFinishReason(reason: string): FinishReason {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop'
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length'
    case 'tool_use':
      return 'tool_call'
    case 'refusal':
      return 'content_filter'
    default:
      return 'other'
  }
}
