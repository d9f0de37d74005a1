import type { Message } from '../core/message.ts'

/** What an answer may hold in memory, in characters and 32 for each piece. */
export const LARGEST_ANSWER: number = 64 * 1_024 * 1_024
const PIECE = 32

/** Thrown when an answer grows without end: the call is dropped, so that memory stays bounded. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/** Adds up what an answer holds. The returned function throws `TooLargeError` beyond `largest`. */
export function createMeter(largest: number): (characters: number) => void {
  let size = 0
  return (characters) => {
    size += characters + PIECE
    if (size > largest) throw new TooLargeError(`the answer is larger than ${largest} characters`)
  }
}

/**
 * Measures an answer that came in one piece.
 *
 * @throws TooLargeError beyond `LARGEST_ANSWER`
 */
export function requireFitting(messages: readonly Message[]): void {
  measure(messages, createMeter(LARGEST_ANSWER))
}

function measure(value: unknown, grow: (characters: number) => void): void {
  if (typeof value === 'string') return grow(value.length)
  if (typeof value !== 'object' || value === null) return
  grow(0)
  for (const inner of Object.values(value)) measure(inner, grow)
}
