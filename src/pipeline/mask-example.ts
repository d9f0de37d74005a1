import type { Example, ExampleMessage } from '../core/example.ts'
import { textOf, type Message, type Part } from '../core/message.ts'
import type { Tool } from '../core/tool.ts'

/** How what an example holds is masked. */
export type ExampleMasking = {
  readonly text: (text: string) => string
  /** `index`: its place in the example. */
  readonly message: (message: Message, index: number) => Message
  readonly tool: (tool: Tool) => Tool
}

/** The example with everything masked that a person may stand in: `id`, `group` and generation ids are hashes already. */
export function maskExample(example: Example, masking: ExampleMasking): Example {
  const messages = example.messages.map((entry, index) => maskEntry(entry, index, masking))
  const tools = example.tools?.map(masking.tool)
  return { ...maskLabels(example, masking.text), messages, ...(tools === undefined ? {} : { tools }) }
}

function maskEntry(entry: ExampleMessage, index: number, masking: ExampleMasking): ExampleMessage {
  const message = masking.message(withTextInOnePiece(entry.message), index)
  return { ...entry, message, ...maskFeedback(entry, masking.text) }
}

/** A correction becomes a row as an answer does. */
function maskFeedback({ origin }: ExampleMessage, text: (text: string) => string): Pick<ExampleMessage, 'origin'> {
  if (origin?.feedback === undefined) return {}
  const { comment, correction } = origin.feedback
  const feedback = {
    ...origin.feedback,
    ...(comment === undefined ? {} : { comment: text(comment) }),
    ...(correction === undefined ? {} : { correction: text(correction) }),
  }
  return { origin: { ...origin, feedback } }
}

/** Apps use addresses as ids. */
function maskLabels(example: Example, text: (text: string) => string): Example {
  const { conversationId, sessionId, userId, tenantId } = example
  return {
    ...example,
    conversationId: text(conversationId),
    ...(sessionId === undefined ? {} : { sessionId: text(sessionId) }),
    ...(userId === undefined ? {} : { userId: text(userId) }),
    ...(tenantId === undefined ? {} : { tenantId: text(tenantId) }),
  }
}

/** Formats join the texts of a message over thoughts and sources, so an address may stand half before and half behind. */
function withTextInOnePiece(message: Message): Message {
  const first = message.parts.findIndex((part) => part.type === 'text')
  const isSplit = message.parts.filter((part) => part.type === 'text').length > 1
  if (!isSplit || message.parts.some(saysOtherThings)) return message
  const text = textOf(message)
  const parts = message.parts.filter((part, index) => part.type !== 'text' || index === first)
  return { ...message, parts: parts.map((part) => (part.type === 'text' ? { ...part, text } : part)) }
}

// Between pictures and tool calls the place of a text counts.
function saysOtherThings({ type }: Part): boolean {
  return type !== 'text' && type !== 'reasoning' && type !== 'source'
}
