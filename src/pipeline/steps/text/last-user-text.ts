import { textOf } from '../../../core/message.ts'
import type { Answer } from '../answers.ts'

/** What the user said last before an answer; `''` when nothing. */
export function lastUserText({ messages, index }: Pick<Answer, 'messages' | 'index'>): string {
  for (let before = index - 1; before >= 0; before -= 1) {
    const message = messages[before]?.message
    if (message?.role === 'user') return textOf(message)
  }
  return ''
}
