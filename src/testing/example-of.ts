import type { Example, ExampleMessage } from '../core/example.ts'
import { textMessage, toolCallsOf, type Message } from '../core/message.ts'

/** A text, whose speaker follows from its place; a whole message; or a message with its weight and origin. */
export type Saying = string | Message | ExampleMessage

const STARTED_AT = '2026-01-02T03:04:05.000Z'

/**
 * An example for tests. Texts are said by user and assistant in turn; each assistant message comes from a generation of
 * its own (`generation-1`, `generation-2`, …), finished well, and is trained. `fields` replace what is made.
 *
 * @example exampleOf(['Hi', 'Hello!'])
 * @example exampleOf([{ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] }, 'Hi', 'Hello!'], { userId: 'ada' })
 */
export function exampleOf(sayings: readonly Saying[], fields: Partial<Example> = {}): Example {
  let generations = 0
  const messages: ExampleMessage[] = []
  for (const saying of sayings) {
    const made = typeof saying === 'string' ? textMessage(nextSpeaker(messages), saying) : saying
    if ('message' in made) messages.push(made)
    else if (made.role === 'assistant') messages.push(trainedMessage(made, (generations += 1)))
    else messages.push({ message: made, weight: 0 })
  }
  const ids = messages.map((entry) => entry.origin?.generationId).filter((id) => id !== undefined)
  return {
    id: 'example-1',
    conversationId: 'conversation-1',
    group: 'group-1',
    startedAt: STARTED_AT,
    messages,
    generationIds: [...new Set(ids)],
    excluded: [],
    flags: [],
    redactions: {},
    ...fields,
  }
}

function nextSpeaker(messages: readonly ExampleMessage[]): 'user' | 'assistant' {
  return messages.at(-1)?.message.role === 'user' ? 'assistant' : 'user'
}

function trainedMessage(message: Message, number: number): ExampleMessage {
  const finishReason = toolCallsOf(message).length > 0 ? 'tool_call' : 'stop'
  const generationId = `generation-${number}`
  return {
    message,
    weight: 1,
    origin: { generationId, model: 'test-model', status: 'ok', finishReason, startedAt: STARTED_AT },
  }
}
