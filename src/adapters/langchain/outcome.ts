import { defined, field, listField, numberField, textField } from '../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../core/generation.ts'
import { textMessage, type Message } from '../../core/message.ts'
import type { Outcome, PartialOutcome } from '../../middleware/call.ts'
import { toAnswer } from './message.ts'

/** What `handleLLMEnd` is told of one call: one generation for each choice. */
export function toOutcome(result: unknown, isCached: boolean): Outcome {
  const [choices] = listField(result, 'generations')
  const generations = Array.isArray(choices) ? choices.filter((choice) => choice !== undefined) : []
  const [first] = generations
  const message = field(first, 'message')
  const metadata = field(message, 'response_metadata')
  const end = endOf(metadata)
  const told = isTold(end) ? end : { ...endOf(field(first, 'generationInfo')), ...end }
  const usage = toUsage(field(message, 'usage_metadata')) ?? toCounts(field(field(result, 'llmOutput'), 'tokenUsage'))
  const messages = generations.map(answerOf).filter(({ parts }) => parts.length > 0)
  const isCut = first === undefined || isWithoutEnd(metadata, told)
  return {
    status: isCut ? 'interrupted' : 'ok',
    ...toResult({ messages, id: textField(message, 'id'), ...told, usage }, isCached),
  }
}

function isTold({ reason, model }: End): boolean {
  return reason !== undefined && model !== undefined
}

// A string model gives a text and no message.
function answerOf(generation: unknown): Message {
  const message = field(generation, 'message')
  return message === undefined ? textMessage('assistant', textField(generation, 'text') ?? '') : toAnswer(message)
}

/** What is known of the end of an answer. */
export type End = { readonly reason?: string; readonly model?: string }

/** What nearly all chunks of a stream say. */
export const NOTHING: End = {}

const REASONS = ['finish_reason', 'finishReason', 'done_reason', 'stop_reason', 'stopReason', 'status']
const MODELS = ['model_name', 'model', 'modelId', 'model_id']

/** What the providers' packages say of it, each in its own words. */
export function endOf(metadata: unknown): End {
  const incomplete = textField(field(metadata, 'incomplete_details'), 'reason')
  const reason = incomplete ?? firstText(metadata, REASONS)
  const model = firstText(metadata, MODELS)
  return reason === undefined && model === undefined ? NOTHING : defined({ reason, model })
}

function firstText(owner: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = textField(owner, key)
    if (text !== undefined) return text
  }
  return undefined
}

/** OpenAI always says why it ended; LangChain takes a stream that was cut off for a whole one. */
function isWithoutEnd(metadata: unknown, { reason }: End): boolean {
  return reason === undefined && textField(metadata, 'model_provider') === 'openai'
}

export type Pieces = End & {
  readonly messages: readonly Message[]
  readonly id: string | undefined
  readonly usage: Usage | undefined
}

const FROM_CACHE = { type: 'other', message: 'answered from the cache of LangChain' }

export function toResult(pieces: Pieces, isCached = false): PartialOutcome {
  const { messages, id, reason, model, usage } = pieces
  const response: GenerationResponse = {
    ...defined({ id }),
    messages,
    ...(reason === undefined ? {} : toFinish(reason, isCalling(messages))),
    ...(isCached ? { warnings: [FROM_CACHE] } : {}),
  }
  return { response, ...defined({ respondedModel: model, usage }) }
}

function isCalling(messages: readonly Message[]): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === 'tool_call' && part.providerExecuted !== true))
}

const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries({
    stop: 'stop',
    completed: 'stop',
    end_turn: 'stop',
    stop_sequence: 'stop',
    length: 'length',
    max_tokens: 'length',
    max_output_tokens: 'length',
    model_length: 'length',
    tool_calls: 'tool_call',
    tool_use: 'tool_call',
    function_call: 'tool_call',
    content_filter: 'content_filter',
    content_filtered: 'content_filter',
    refusal: 'content_filter',
    safety: 'content_filter',
    error: 'error',
    failed: 'error',
  }),
)

// Ollama and the responses of OpenAI say that they stopped also behind tool calls.
function toFinish(raw: string, calling: boolean): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  const known = FINISH_REASONS.get(raw.toLowerCase()) ?? 'other'
  const finishReason = known === 'stop' && calling ? 'tool_call' : known
  return finishReason === raw ? { finishReason } : { finishReason, finishReasonRaw: raw }
}

export function toUsage(usage: unknown): Usage | undefined {
  if (usage === undefined) return undefined
  const [input, output] = [field(usage, 'input_token_details'), field(usage, 'output_token_details')]
  const counts = defined({
    inputTokens: numberField(usage, 'input_tokens'),
    outputTokens: numberField(usage, 'output_tokens'),
    totalTokens: numberField(usage, 'total_tokens'),
    cacheReadTokens: numberField(input, 'cache_read'),
    cacheWriteTokens: numberField(input, 'cache_creation'),
    reasoningTokens: numberField(output, 'reasoning'),
  })
  return Object.keys(counts).length === 0 ? undefined : counts
}

function toCounts(usage: unknown): Usage | undefined {
  if (usage === undefined) return undefined
  const counts = defined({
    inputTokens: numberField(usage, 'promptTokens'),
    outputTokens: numberField(usage, 'completionTokens'),
    totalTokens: numberField(usage, 'totalTokens'),
  })
  return Object.keys(counts).length === 0 ? undefined : counts
}
