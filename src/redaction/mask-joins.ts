import type { Part } from '../core/message.ts'

/** Masks what arises only where texts are joined: texts that hold nothing of the kind come back as they are. */
export type MaskPieces = (texts: readonly string[]) => readonly string[]

const JOINED = ['text', 'reasoning'] as const

/**
 * Formats join the texts of a message over pictures and tool calls, and its thoughts too: a value that stands half before
 * and half behind is replaced in the first text, and the rest of it goes from the next.
 */
export function maskJoins(parts: readonly Part[], pieces: MaskPieces): readonly Part[] {
  if (parts.length < 2) return parts
  let joined = parts
  for (const type of JOINED) {
    const texts = joined.flatMap((part) => (part.type === type ? [part.text] : []))
    if (texts.length < 2) continue
    const masked = pieces(texts)
    if (masked === texts) continue
    let index = 0
    joined = joined.map((part) => {
      if (part.type !== type) return part
      const text = masked[index] ?? part.text
      index += 1
      return text === part.text ? part : { ...part, text }
    })
  }
  return joined
}
