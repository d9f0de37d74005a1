import type { Generation } from '../../../src/core/generation.ts'
import { textMessage, type Message } from '../../../src/core/message.ts'

const FIRST_MILLISECOND = Date.parse('2026-01-01T00:00:00.000Z')

/** The time so many seconds after the first one. */
export function second(seconds: number): string {
  return new Date(FIRST_MILLISECOND + seconds * 1000).toISOString()
}

export const system = (text: string): Message => textMessage('system', text)
export const user = (text: string): Message => textMessage('user', text)
export const assistant = (text: string): Message => textMessage('assistant', text)

export type GenerationParts = Partial<Omit<Generation, 'request' | 'response'>> & {
  readonly request?: readonly Message[]
  readonly answer?: readonly Message[]
  readonly finishReason?: Generation['response']['finishReason']
  readonly tools?: Generation['request']['tools']
}

/** A generation with everything that a test does not speak of filled in. */
export function generation({
  request = [],
  answer = [],
  finishReason,
  tools,
  ...parts
}: GenerationParts = {}): Generation {
  const id = parts.id ?? 'g'
  return {
    v: 1,
    type: 'generation',
    id,
    turnId: id,
    step: 0,
    attempt: 0,
    link: { how: 'none' },
    startedAt: second(0),
    source: { adapter: 'test' },
    operation: 'chat',
    stream: true,
    model: { requested: 'm' },
    status: 'ok',
    ...parts,
    request: { messages: request, ...(tools === undefined ? {} : { tools }) },
    response: { messages: answer, ...(finishReason === undefined ? {} : { finishReason }) },
  }
}

/** Generations with an id and a time each, in the order given. */
export function timed(...calls: readonly GenerationParts[]): readonly Generation[] {
  return calls.map((parts, index) => generation({ id: `g${index}`, startedAt: second(index), ...parts }))
}

export function inConversation(...calls: readonly GenerationParts[]): readonly Generation[] {
  return timed(...calls).map((one) => ({ ...one, conversationId: 'c' }))
}

/** Calls as a chat app makes them: every answer of the chat is one call that sends all messages before it. */
export function replayChat(
  messages: readonly Message[],
  parts: (answer: number, position: number) => GenerationParts,
): readonly Generation[] {
  const positions = [...messages.keys()].filter((position) => messages[position]?.role === 'assistant')
  return positions.map((position, answer) =>
    generation({
      ...parts(answer, position),
      request: messages.slice(0, position),
      answer: messages.slice(position, position + 1),
    }),
  )
}

/** So many chats of one question and answer, in conversations of their own. */
export function chats(count: number, from = 0): readonly Generation[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index
    return generation({
      id: `g${String(number).padStart(5, '0')}`,
      startedAt: second(number),
      conversationId: `c${number}`,
      request: [user(`What is ${number} plus one?`)],
      answer: [assistant(`It is ${number + 1}, I am quite sure.`)],
    })
  })
}
