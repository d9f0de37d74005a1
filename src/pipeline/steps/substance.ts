import { codeUnitAt } from '../../core/code-unit.ts'
import { textOf, type Message } from '../../core/message.ts'

/** Thoughts that a model wrote into its text; also when they never end. */
const THOUGHTS = /^\s*<think>[\s\S]*?(?:<\/think>|$)/
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
  return !isLetterOrDigit(codeUnitAt(text, 0)) && BLANK.test(text.replace(THOUGHTS, ''))
}

/** True for a letter or digit of ASCII. */
export function isLetterOrDigit(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39)
}
