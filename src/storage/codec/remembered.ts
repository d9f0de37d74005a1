import { isJsonObject } from '../../core/json.ts'
import { chainedOf, entryOf, sizeOfWhole, type Chained } from './chained.ts'
import type { Entry, Windowed } from './window.ts'

/** How a record can be had once more, as it was stored. */
export type Again = {
  /** In bytes, about: what it keeps in memory for that; 0 for next to nothing. */
  readonly size: number
  /** Undefined when it is not there any more. */
  readonly stored: () => unknown
}

/**
 * What a reader remembers of a generation: itself, or how to have it again. Most that begin a history are continued by
 * nobody, and to the garbage collector thousands of kept messages cost more than all the rest of reading.
 */
export type Remembered = Windowed & { readonly known: Entry | Again }

// A record may hold much that nobody builds on.
const MAX_SHARE = 2

/** @param generation one that was stored without a base */
export function createRemembered(generation: Chained, again: Again | undefined): Remembered {
  // To remember more than the writer did does no harm.
  const size = again?.size === 0 ? 0 : sizeOfWhole(generation)
  if (again === undefined || again.size > MAX_SHARE * size) {
    return rememberedWhole(entryOf(generation, undefined, generation.messages, []))
  }
  return { id: generation.id, length: generation.messages.length + generation.answers.length, size, known: again }
}

export function rememberedWhole(entry: Entry): Remembered {
  return { id: entry.id, length: entry.length, size: entry.size, known: entry }
}

/** Undefined when it cannot be had again. */
export function wholeEntry(remembered: Remembered): Entry | undefined {
  if (!('stored' in remembered.known)) return remembered.known
  const stored = remembered.known.stored()
  const generation = isJsonObject(stored) ? chainedOf(stored) : undefined
  if (generation?.id !== remembered.id) return undefined
  return entryOf(generation, undefined, generation.messages, [])
}
