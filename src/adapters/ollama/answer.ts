import { defined, field, listField, numberField, textField } from '../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../core/generation.ts'
import type { Message, Part } from '../../core/message.ts'
import { createAccumulator } from '../../middleware/accumulator.ts'
import type { Outcome } from '../../middleware/call.ts'
import type { StreamReading } from '../../middleware/follow-stream.ts'
import { toParts, toToolCall } from './request.ts'
import type { ToolIds } from './tool-ids.ts'

// The words by which the client says that a stream ended without `done`.
const TRUNCATED = 'Did not receive done or success response in stream.'

/** What a call that was not streamed returned. */
export function toOutcome(response: unknown, toolIds: ToolIds): Outcome {
  const parts = partsOf(response, toolIds)
  return { status: 'ok', ...toResult(response, parts.length === 0 ? [] : [{ role: 'assistant', parts }]) }
}

// `chat` answers with a message, `generate` with plain text.
function partsOf(response: unknown, toolIds: ToolIds): readonly Part[] {
  return toParts(messageOf(response), toolIds)
}

function messageOf(response: unknown): unknown {
  const message = field(response, 'message')
  return message ?? { content: field(response, 'response'), thinking: field(response, 'thinking') }
}

function toResult(last: unknown, messages: readonly Message[]): Omit<Outcome, 'status' | 'error'> {
  const reason = textField(last, 'done_reason')
  const called = messages.some((message) => message.parts.some((part) => part.type === 'tool_call'))
  const response: GenerationResponse = {
    messages,
    ...(reason === undefined ? {} : toFinish(reason, called)),
  }
  return { response, ...defined({ respondedModel: textField(last, 'model'), usage: toUsage(last) }) }
}

function toFinish(raw: string, called: boolean): Pick<GenerationResponse, 'finishReason' | 'finishReasonRaw'> {
  const finishReason = toFinishReason(raw, called)
  return finishReason === raw ? { finishReason } : { finishReason, finishReasonRaw: raw }
}

// Ollama says `stop` also behind tool calls.
function toFinishReason(reason: string, called: boolean): FinishReason {
  if (reason === 'stop') return called ? 'tool_call' : 'stop'
  return reason === 'length' ? 'length' : 'other'
}

function toUsage(last: unknown): Usage | undefined {
  const inputTokens = numberField(last, 'prompt_eval_count')
  const outputTokens = numberField(last, 'eval_count')
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  return defined({ inputTokens, outputTokens })
}

/** Reads the lines of a streamed `chat` or `generate`. */
export function readLines(toolIds: ToolIds): StreamReading<unknown> {
  const answer = createAccumulator()
  let last: unknown
  return {
    chunk(line) {
      if (field(line, 'done') === true) last = line
      const message = messageOf(line)
      const thinking = textField(message, 'thinking') ?? ''
      const content = textField(message, 'content') ?? ''
      const calls = listField(message, 'tool_calls')
      answer.reasoning(thinking)
      answer.text(content)
      for (const call of calls) answer.part(toToolCall(call, toolIds))
      return thinking !== '' || content !== '' || calls.length > 0
    },
    result: () => toResult(last, answer.messages()),
    isComplete: () => last !== undefined,
    failure: () => undefined,
    isTruncation: (error) => textField(error, 'message') === TRUNCATED,
  }
}
