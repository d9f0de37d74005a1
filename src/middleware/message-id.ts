import type { Outcome } from './call.ts'

/** The outcome with the app's own id on the one answer that has none yet. */
export function withMessageId(outcome: Outcome, id: string | undefined): Outcome {
  const { response } = outcome
  if (id === undefined || response === undefined) return outcome
  const answers = response.messages.filter(({ role }) => role === 'assistant')
  // Of several answers to choose from nobody knows which one the app shows.
  if (answers.length !== 1) return outcome
  const messages = response.messages.map((message) =>
    message.role === 'assistant' && message.id === undefined ? { ...message, id } : message,
  )
  return { ...outcome, response: { ...response, messages } }
}
