import { openaiResponses } from '../../../../src/adapters/wire/openai-responses/index.ts'
import type { GenerationRequest } from '../../../../src/core/generation.ts'
import type { Message, Part } from '../../../../src/core/message.ts'
import type { Outcome, PartialOutcome } from '../../../../src/middleware/call.ts'

export function requestOf(body: object): GenerationRequest {
  return openaiResponses.exchange(body).request()
}

export function answered(answer: unknown): Outcome {
  return openaiResponses.exchange({ model: 'm', input: 'Hello' }).outcome(answer)
}

export type Streamed = PartialOutcome & {
  readonly isComplete: boolean
  readonly failure: unknown
  /** Which of the events carried a piece of the answer. */
  readonly carried: readonly boolean[]
}

export function streamed(events: readonly unknown[]): Streamed {
  const reading = openaiResponses.exchange({ model: 'm', input: 'Hello', stream: true }).reading()
  const carried = events.map((event) => reading.chunk(event))
  return { ...reading.result(), isComplete: reading.isComplete(), failure: reading.failure(), carried }
}

export const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 15,
}

export function response(output: readonly object[], rest: object = {}): object {
  const facts = {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'm-2026',
    error: null,
    incomplete_details: null,
  }
  return { ...facts, status: 'completed', output, usage: USAGE, ...rest }
}

export function said(text: string, annotations: readonly object[] = []): object {
  const content = [{ type: 'output_text', text, annotations, logprobs: [] }]
  return { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }
}

export function called(name: string, args: string, call_id = 'c1'): object {
  return { type: 'function_call', id: `fc_${call_id}`, call_id, name, arguments: args, status: 'completed' }
}

export function partsOf(outcome: { readonly response?: { readonly messages: readonly Message[] } }): readonly Part[] {
  return outcome.response?.messages.flatMap(({ parts }) => parts) ?? []
}
