import type { Corpus } from '../../core/step.ts'
import { shinglesOf } from './note.ts'
import type { Shingles } from './shingles.ts'

/** Shingles that are compared soon after are mostly the same ones: those of a bucket. */
const MOST_BYTES = 32 * 1024 * 1024
/** What an entry takes beside its bytes, about. */
const ENTRY_BYTES = 200

/** The shingles of an example, read from its note unless they were asked for lately. */
export type ShingleCache = (index: number) => Shingles

export function createShingleCache(corpus: Corpus, mostBytes: number = MOST_BYTES): ShingleCache {
  const held = new Map<number, Shingles>()
  let bytes = 0

  return (index) => {
    const known = held.get(index)
    if (known !== undefined) {
      // Last asked for stands last.
      held.delete(index)
      held.set(index, known)
      return known
    }
    const shingles = shinglesOf(corpus.at(index).note)
    held.set(index, shingles)
    bytes += shingles.byteLength + ENTRY_BYTES
    for (const [oldest, { byteLength }] of held) {
      if (bytes <= mostBytes || oldest === index) break
      held.delete(oldest)
      bytes -= byteLength + ENTRY_BYTES
    }
    return shingles
  }
}
