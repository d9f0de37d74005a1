import type { Message, Part } from '../../../core/message.ts'

/** The message without the last `count` characters of its texts, and without the white space before them. */
export function cutEnd(message: Message, count: number): Message {
  let left = count
  const parts: Part[] = []
  for (const part of message.parts.toReversed()) {
    if (part.type !== 'text' || left <= 0) {
      parts.push(part)
      continue
    }
    const text = part.text.slice(0, Math.max(0, part.text.length - left)).trimEnd()
    left -= part.text.length
    if (text !== '') parts.push({ ...part, text })
  }
  return { ...message, parts: parts.toReversed() }
}
