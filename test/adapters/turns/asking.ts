import type { Generation, GenerationRequest } from '../../../src/core/generation.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { beginExchange, type ExchangeCall } from '../../../src/adapters/wire/begin-exchange.ts'
import type { Exchange } from '../../../src/adapters/wire/protocol.ts'
import type { Recording } from '../../support/recording.ts'

/** What a client of some protocol asks. */
export type Question = {
  readonly messages: readonly Message[]
  readonly signal?: AbortSignal
  readonly previousResponseId?: string
  readonly model?: string
  readonly userId?: string
}

/** What comes back: parts of a message, or an error. */
export type Answer = { readonly id?: string; readonly parts: readonly Part[] } | Error

const tools = [{ name: 'work' }]

/** Begins a call as a client door does; undefined when it is not captured. */
export function begin(recording: Recording, question: Question): ExchangeCall | undefined {
  const { signal, model = 'm', userId, ...asked } = question
  const options = userId === undefined ? recording : { ...recording, userId }
  const source = { adapter: 'test' }
  return beginExchange(() => exchangeOf(model, { ...asked, tools }), { source, options, signal })
}

/** Ends a call with its answer. */
export function end(call: ExchangeCall | undefined, answer: Answer): void {
  if (answer instanceof Error) call?.failed(answer)
  else call?.call.end(() => call.outcome(answer))
}

/** A call from its beginning to its end. */
export function ask(recording: Recording, question: Question, answer: Answer): void {
  end(begin(recording, question), answer)
}

function exchangeOf(model: string, request: GenerationRequest): Exchange {
  return {
    operation: 'chat',
    stream: false,
    model,
    request: () => request,
    outcome: (answer) => ({ status: 'ok', response: responseOf(answer as Exclude<Answer, Error>) }),
    reading() {
      const parts: Part[] = []
      return {
        chunk: (part) => parts.push(part as Part) > 0,
        result: () => ({ response: responseOf({ parts }) }),
        isComplete: () => parts.at(-1)?.type === 'text',
        failure: () => undefined,
      }
    },
  }
}

function responseOf({ id, parts }: Exclude<Answer, Error>): Generation['response'] {
  const messages = parts.length === 0 ? [] : [{ role: 'assistant', parts } as const]
  return id === undefined ? { messages } : { id, messages }
}

export const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] })
export const callTool = (...ids: readonly string[]): Exclude<Answer, Error> => ({
  parts: ids.map((id) => ({ type: 'tool_call', id, name: 'work', arguments: {} })),
})
export const say = (text: string): Exclude<Answer, Error> => ({ parts: [{ type: 'text', text }] })

/** A history that goes on with an answer that calls tools, and with their results. */
export function withResults(
  history: readonly Message[],
  answer: Answer,
  ...ids: readonly string[]
): readonly Message[] {
  const parts = answer instanceof Error ? [] : answer.parts
  const results = ids.map((id): Message => ({ role: 'tool', parts: [{ type: 'tool_result', id, result: 'done' }] }))
  return [...history, { role: 'assistant', parts }, ...results]
}

/** The place of each record: its turn as a letter, in the order of their appearance, step and attempt. */
export async function placesOf(recording: Recording): Promise<readonly string[]> {
  const generations = await recording.generations()
  const turns = [...new Set(generations.map(({ turnId }) => turnId))]
  return generations.map(({ turnId, step, attempt }) => `${'ABCDEFGH'[turns.indexOf(turnId)]}${step}.${attempt}`)
}
