import type { TurnMessage } from '../answering/turn.ts'

const TURN_END = '\u0000'
const REMEMBERED = 4_000

/** A conversation as `/api/generate` hands it to its client: Unicode code points, the last 4,000 of them. */
export function encodeContext(messages: readonly TurnMessage[]): readonly number[] {
  const text = messages.map(({ role, content }) => `${role}${TURN_END}${content}${TURN_END}`).join('')
  return Array.from(text.slice(-REMEMBERED), (character) => character.codePointAt(0) ?? 0)
}

/** The conversation again. What another server made is not understood, and nothing comes out. */
export function decodeContext(context: readonly unknown[]): readonly TurnMessage[] {
  const pieces = context.map(toCharacter).join('').split(TURN_END)
  return pieces.flatMap((role, index) => {
    const content = pieces[index + 1]
    const isTurn = (role === 'user' || role === 'assistant') && content !== undefined
    return isTurn ? [{ role, content, hasImages: false }] : []
  })
}

function toCharacter(point: unknown): string {
  const isCharacter = typeof point === 'number' && Number.isInteger(point) && point >= 0 && point <= 0x10ffff
  return isCharacter ? String.fromCodePoint(point) : ''
}
