import { isJsonObject } from '../../core/json.ts'
import { chainedOf, entryOf } from './chained.ts'
import type { Entry, Windowed } from './window.ts'

/**
 * What a reader remembers of a generation: itself, or the text it came from. Most that begin a history are continued by
 * nobody, and to the garbage collector thousands of kept messages cost more than all the rest of reading.
 */
export type Remembered = Windowed & { known: Entry | string }

// A record may hold much that nobody builds on.
const MAX_TEXT_SHARE = 2

/** @param text the JSON of the generation, as it was stored without a base */
export function createRemembered(entry: Entry, text: string | undefined): Remembered {
  if (text === undefined || text.length > MAX_TEXT_SHARE * entry.size) return rememberedWhole(entry)
  return { id: entry.id, length: entry.length, size: entry.size, known: text }
}

export function rememberedWhole(entry: Entry): Remembered {
  return { id: entry.id, length: entry.length, size: entry.size, known: entry }
}

/** Undefined only for a text that is no generation. */
export function wholeEntry(remembered: Remembered): Entry | undefined {
  if (typeof remembered.known !== 'string') return remembered.known
  const stored: unknown = JSON.parse(remembered.known)
  const generation = isJsonObject(stored) ? chainedOf(stored) : undefined
  if (generation === undefined) return undefined
  const entry = entryOf(generation, undefined, generation.messages, [])
  remembered.known = entry
  return entry
}
