import { defined, field, numberField, textField } from '../../../core/field.ts'
import type { FinishReason, GenerationResponse, Usage } from '../../../core/generation.ts'
import type { Message } from '../../../core/message.ts'
import { snapshotJson } from '../../../core/snapshot.ts'
import type { Outcome, PartialOutcome } from '../../../middleware/call.ts'
import { unreadable } from '../protocol.ts'
import { contextId } from './context-id.ts'
import { toImage } from './image.ts'
import { toParts, type MessageReading } from './message.ts'

/** What an answer says that came whole. */
export function toOutcome(answer: unknown, reading: MessageReading): Outcome {
  const failure = failureOf(answer)
  if (failure !== undefined) return { status: 'error', response: { messages: [] }, error: failure }
  if (!isAnswer(answer)) return unreadable(answer)
  const parts = [...toParts(saidIn(answer), reading), ...imagesOf(answer)]
  // A server that knows no `stream: false` gives its first line.
  const status = field(answer, 'done') === false ? 'interrupted' : 'ok'
  return { status, ...toResult(answer, parts.length === 0 ? [] : [{ role: 'assistant', parts }]) }
}

function isAnswer(answer: unknown): boolean {
  const message = field(answer, 'message')
  if (typeof message === 'object' && message !== null) return true
  return typeof field(answer, 'response') === 'string' || field(answer, 'done') === true
}

/** The message of an answer or a line: `chat` gives one, `generate` plain text. */
export function saidIn(line: unknown): unknown {
  return field(line, 'message') ?? { content: field(line, 'response'), thinking: field(line, 'thinking') }
}

/** What models give that make images. */
export function imagesOf(line: unknown): readonly ReturnType<typeof toImage>[] {
  const image = textField(line, 'image')
  return image === undefined ? [] : [toImage(image, 'base64')]
}

/** The error that a line or an answer carries in place of a message; the status of both is 200. */
export function failureOf(line: unknown): Error | undefined {
  const error = field(line, 'error')
  if (error === undefined || error === null || error === '') return undefined
  return new Error(typeof error === 'string' ? error : JSON.stringify(snapshotJson(error)))
}

/** What is known of an answer from its last line. */
export function toResult(last: unknown, messages: readonly Message[]): PartialOutcome {
  const reason = textField(last, 'done_reason')
  const called = messages.some((message) => message.parts.some((part) => part.type === 'tool_call'))
  const response: GenerationResponse = {
    ...defined({ id: contextId(field(last, 'context')) }),
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
