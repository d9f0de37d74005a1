import type { Message, Part } from '../../../../src/core/message.ts'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import type { Outcome, PartialOutcome } from '../../../../src/middleware/call.ts'

export const HELLO = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }

/** What a call that asks `body` has come to. */
export function answered(answer: unknown, body: unknown = HELLO): Outcome {
  const exchange = openaiChat.exchange(body)
  exchange.request()
  return exchange.outcome(answer)
}

export type Streamed = PartialOutcome & {
  readonly isComplete: boolean
  readonly failure: unknown
  /** Which of the events carried a piece of the answer. */
  readonly carried: readonly boolean[]
}

export function streamed(events: readonly unknown[], body: object = HELLO): Streamed {
  const exchange = openaiChat.exchange({ ...body, stream: true })
  exchange.request()
  const reading = exchange.reading()
  const carried = events.map((event) => reading.chunk(event))
  return { ...reading.result(), isComplete: reading.isComplete(), failure: reading.failure(), carried }
}

/** A whole answer of one choice. */
export function completion(message: object, finish_reason: string | null = 'stop', rest: object = {}): object {
  const choice = { index: 0, message: { role: 'assistant', refusal: null, ...message }, logprobs: null, finish_reason }
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm-2026', choices: [choice], ...rest }
}

/** A chunk of one choice. */
export function chunk(delta: object, finish_reason: string | null = null, index = 0): object {
  const choices = [{ index, delta, logprobs: null, finish_reason }]
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm-2026', choices, usage: null }
}

export function partsOf(outcome: { readonly response?: { readonly messages: readonly Message[] } }): readonly Part[] {
  return outcome.response?.messages.flatMap(({ parts }) => parts) ?? []
}

export function textOf(outcome: PartialOutcome): string {
  return partsOf(outcome)
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('')
}
