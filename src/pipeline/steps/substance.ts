import { textOf, type Message } from '../../core/message.ts'

/** Thoughts that a model wrote into its text; also when they never end. */
const THOUGHTS = /^\s*<think>[\s\S]*?(?:<\/think>|$)/
const SAYS = /[a-z\d]/i
const BLANK = /^[\s\p{Cf}]*$/u

/** True when a message carries a tool call, a tool result, a file or a part of unknown kind. */
export function saysMoreThanText(message: Message): boolean {
  for (const { type } of message.parts) if (type !== 'text' && type !== 'reasoning' && type !== 'source') return true
  return false
}

/** True when nothing is left of a message beside white space, invisible characters and thoughts. */
export function saysNothing(message: Message): boolean {
  if (saysMoreThanText(message)) return false
  const text = textOf(message)
  // Most texts say something in their first letter.
  return !SAYS.test(text.charAt(0)) && BLANK.test(text.replace(THOUGHTS, ''))
}
