import { isJsonObject } from '../../core/json.ts'
import { chainedOf, entryOf } from './chained.ts'
import { textOf, type KeptText } from './text-keeper.ts'
import type { Entry, Windowed } from './window.ts'

/**
 * What a reader remembers of a generation: itself, or the text it came from. Most that begin a history are continued by
 * nobody, and to the garbage collector thousands of kept messages cost more than all the rest of reading.
 */
export type Remembered = Windowed & { known: Entry | KeptText }

// A record may hold much that nobody builds on.
const MAX_SHARE = 2

/** Whether a generation whose JSON has so many bytes is to be remembered as that. */
export function isWorthKeeping(bytes: number, size: number): boolean {
  return bytes <= MAX_SHARE * size
}

export function remembered({ id, length, size }: Windowed, known: Entry | KeptText): Remembered {
  return { id, length, size, known }
}

/** Undefined only for a text that is no generation. */
export function wholeEntry(kept: Remembered): Entry | undefined {
  if (!('slab' in kept.known)) return kept.known
  const stored: unknown = JSON.parse(textOf(kept.known))
  const generation = isJsonObject(stored) ? chainedOf(stored) : undefined
  if (generation === undefined) return undefined
  const entry = entryOf(generation, undefined, generation.messages, [])
  kept.known = entry
  return entry
}
