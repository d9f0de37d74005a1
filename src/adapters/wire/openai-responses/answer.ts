import { defined, field, listField, numberField, textField } from '../../../core/field.ts'
import type { FinishReason, GenerationResponse, GenerationStatus, Usage } from '../../../core/generation.ts'
import type { Message, Part } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Outcome, PartialOutcome } from '../../../middleware/call.ts'
import { describe, providerError, type ProviderError } from '../openai-chat/provider-error.ts'
import { unreadable } from '../protocol.ts'
import { toItemParts } from './item.ts'

/** What a call that was not streamed returned. */
export function toOutcome(answer: unknown): Outcome {
  if (!isResponse(answer)) {
    const failure = providerError(answer)
    return failure === undefined ? unreadable(answer) : { status: 'error', error: failure }
  }
  return { ...toResult(answer, partsOf(answer)), status: statusOf(answer), ...defined({ error: failureOf(answer) }) }
}

/** Why there is no more of an answer, where it says so of itself. */
export function failureOf(answer: unknown): ProviderError | undefined {
  switch (field(answer, 'status')) {
    case 'failed':
      return describe(field(answer, 'error'))
    case 'cancelled':
      return CANCELLED
    default:
      return undefined
  }
}

// By its name it is no error but an abort, as which the record counts it.
const CANCELLED: ProviderError = { name: 'AbortError', message: 'the response was cancelled' }

function isResponse(answer: unknown): boolean {
  return field(answer, 'object') === 'response' || Array.isArray(field(answer, 'output'))
}

/** How a call stands whose answer says so of itself. */
function statusOf(answer: unknown): GenerationStatus {
  switch (field(answer, 'status')) {
    case 'failed':
      return 'error'
    case 'cancelled':
      return 'aborted'
    // In the background the answer is made later, for who asks for it by its id.
    case 'queued':
    case 'in_progress':
      return 'interrupted'
    default:
      return 'ok'
  }
}

/** All items of an answer are one message. */
export function partsOf(answer: unknown): readonly Part[] {
  return listField(answer, 'output').flatMap(toItemParts)
}

export function toResult(answer: unknown, parts: readonly Part[]): PartialOutcome {
  const messages: readonly Message[] = parts.length === 0 ? [] : [{ role: 'assistant', parts }]
  const response: GenerationResponse = {
    ...defined({ id: textField(answer, 'id') }),
    messages,
    ...toFinish(answer, parts),
  }
  return {
    response,
    ...defined({ respondedModel: textField(answer, 'model'), usage: toUsage(field(answer, 'usage')) }),
  }
}

function toFinish(
  answer: unknown,
  parts: readonly Part[],
): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  switch (field(answer, 'status')) {
    case 'completed':
      return { finishReason: parts.some((part) => part.type === 'tool_call') ? 'tool_call' : 'stop' }
    case 'incomplete': {
      const raw = textField(field(answer, 'incomplete_details'), 'reason') ?? 'incomplete'
      const finishReason = FINISH_REASONS.get(raw) ?? 'other'
      return finishReason === raw ? { finishReason } : { finishReason, finishReasonRaw: raw }
    }
    default:
      return {}
  }
}

const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['content_filter', 'content_filter'],
])

function toUsage(usage: unknown): Usage | undefined {
  if (usage === undefined || usage === null) return undefined
  const input = field(usage, 'input_tokens_details')
  const output = field(usage, 'output_tokens_details')
  return {
    ...defined({
      inputTokens: numberField(usage, 'input_tokens'),
      outputTokens: numberField(usage, 'output_tokens'),
      totalTokens: numberField(usage, 'total_tokens'),
      cacheReadTokens: numberField(input, 'cached_tokens'),
      cacheWriteTokens: numberField(input, 'cache_write_tokens'),
      reasoningTokens: numberField(output, 'reasoning_tokens'),
    }),
    raw: snapshotJson(usage),
  }
}
