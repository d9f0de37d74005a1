import { defined, field, listField, numberField, textField } from '../../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../../core/generation.ts'
import type { Message } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Outcome, PartialOutcome } from '../../../middleware/call.ts'
import { unreadable } from '../protocol.ts'
import { createCallIds } from './call-ids.ts'
import { toAnswer } from './message.ts'
import { providerError } from './provider-error.ts'

/** What the reading of an answer must know of its request. */
export type AnswerContext = {
  /** How many tool calls the history holds. */
  readonly callsBefore: number
  /** The media type of the sound that was asked for. */
  readonly audioType: string
}

/** What a call that was not streamed returned. */
export function toOutcome(answer: unknown, context: AnswerContext): Outcome {
  const error = providerError(answer)
  const choices = listField(answer, 'choices')
  if (error !== undefined) return { status: 'error', error, ...(choices.length > 0 && toResult(answer, context)) }
  if (!Array.isArray(field(answer, 'choices'))) return unreadable(answer)
  return { status: 'ok', ...toResult(answer, context) }
}

/** @param answer `{id, model, choices, usage}`, as it came at once or was put together from a stream */
export function toResult(answer: unknown, context: AnswerContext): PartialOutcome {
  const choices = listField(answer, 'choices').toSorted((a, b) => indexOf(a) - indexOf(b))
  const said = choices.map((choice) => toMessage(choice, context))
  const id = textField(answer, 'id')
  const response: GenerationResponse = {
    ...(id === undefined ? {} : { id }),
    messages: said.filter(({ parts }) => parts.length > 0),
    ...toFinish(textField(choices[0], 'finish_reason'), said[0]),
  }
  return {
    response,
    ...defined({ respondedModel: textField(answer, 'model'), usage: toUsage(field(answer, 'usage')) }),
  }
}

function indexOf(choice: unknown): number {
  return numberField(choice, 'index') ?? 0
}

// Text completions have a text in the place of a message.
function toMessage(choice: unknown, { callsBefore, audioType }: AnswerContext): Message {
  const message = field(choice, 'message') ?? { content: field(choice, 'text') }
  return { role: 'assistant', parts: toAnswer(message, createCallIds(callsBefore), audioType) }
}

function toFinish(
  raw: string | undefined,
  message: Message | undefined,
): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  if (raw === undefined) return {}
  const called = message?.parts.some((part) => part.type === 'tool_call') === true
  // OpenAI says so behind a tool call that it was made to do, other servers behind every one.
  const finishReason = raw === 'stop' && called ? 'tool_call' : (FINISH_REASONS.get(raw) ?? 'other')
  return finishReason === raw ? { finishReason } : { finishReason, finishReasonRaw: raw }
}

// Behind those of OpenAI the words of servers that pass on what their engines or upstreams say.
const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['tool_calls', 'tool_call'],
  ['function_call', 'tool_call'],
  ['content_filter', 'content_filter'],
  ['error', 'error'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['end_turn', 'stop'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_use', 'tool_call'],
])

function toUsage(usage: unknown): Usage | undefined {
  if (usage === undefined || usage === null) return undefined
  const input = field(usage, 'prompt_tokens_details')
  const output = field(usage, 'completion_tokens_details')
  return {
    ...defined({
      inputTokens: numberField(usage, 'prompt_tokens'),
      outputTokens: numberField(usage, 'completion_tokens'),
      totalTokens: numberField(usage, 'total_tokens'),
      cacheReadTokens: numberField(input, 'cached_tokens') ?? numberField(usage, 'prompt_cache_hit_tokens'),
      cacheWriteTokens: numberField(input, 'cache_write_tokens'),
      reasoningTokens: numberField(output, 'reasoning_tokens'),
    }),
    raw: snapshotJson(usage),
  }
}
