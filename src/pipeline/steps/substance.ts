import { textOf, type Message } from '../../core/message.ts'

/** Thoughts that a model wrote into its text; also when they never end. */
const THOUGHTS = /^\s*<think>[\s\S]*?(?:<\/think>|$)/
const BLANK = /^[\s\p{Cf}]*$/u

/** True when a message carries a tool call, a tool result, a file or a part of unknown kind. */
export function saysMoreThanText(message: Message): boolean {
  return message.parts.some((part) => part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'source')
}

/** True when nothing is left of a message beside white space, invisible characters and thoughts. */
export function saysNothing(message: Message): boolean {
  return !saysMoreThanText(message) && BLANK.test(textOf(message).replace(THOUGHTS, ''))
}
