import { textOf, type Message } from '../core/message.ts'

/**
 * True when what the user says last in the one is said in the other too. What lies between two doors may add to it, cut it
 * into several messages or change the system message: all of that is one question.
 */
export function sharesQuestion(outer: readonly Message[], inner: readonly Message[]): boolean {
  const last = outer.findLast(({ role }) => role === 'user')
  const question = last === undefined ? '' : textOf(last).trim()
  return question === '' || inner.map(textOf).join('').includes(question)
}
