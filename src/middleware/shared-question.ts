import { textOf, type Message } from '../core/message.ts'

/** What the user says last; empty when that is no text. */
export function questionOf(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user')
  return last === undefined ? '' : textOf(last).trim()
}

/**
 * True when a question is said in these messages. What lies between two doors may add to it, cut it into several messages or
 * change the system message: all of that is one question.
 */
export function says(messages: readonly Message[], question: string): boolean {
  return messages.map(textOf).join('').includes(question)
}
