import { defined, field } from '../../../core/field.ts'
import type { GenerationLabels } from '../../../core/generation.ts'
import { toLabel } from '../../../middleware/labels.ts'

// In the order in which they win. A session is a conversation where an app knows no other.
const CONVERSATION = [
  ['conversationId', 'conversation_id'],
  ['chatId', 'chat_id'],
  ['threadId', 'thread_id'],
].flat()
const SESSION = ['sessionId', 'session_id']

/** The ids in a body, by the names that apps give them; OpenAI's clients put them into `metadata`. */
export function labelsOf(body: unknown): GenerationLabels {
  const sessionId = firstLabel(body, SESSION)
  return defined({ conversationId: firstLabel(body, CONVERSATION) ?? sessionId, sessionId })
}

/** The same for the body of useChat, whose `id` is that of the chat. */
export function chatLabelsOf(body: unknown): GenerationLabels {
  const labels = labelsOf(body)
  const conversationId = firstLabel(body, CONVERSATION) ?? toLabel(field(body, 'id')) ?? labels.conversationId
  return { ...labels, ...defined({ conversationId }) }
}

function firstLabel(body: unknown, names: readonly string[]): string | undefined {
  const metadata = field(body, 'metadata')
  for (const name of names) {
    const label = toLabel(field(body, name)) ?? toLabel(field(metadata, name))
    if (label !== undefined) return label
  }
  return undefined
}
