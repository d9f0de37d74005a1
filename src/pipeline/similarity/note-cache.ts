import type { Corpus } from '../../core/step.ts'
import { shinglesOf } from './note.ts'
import type { Shingles } from './shingles.ts'

/** Shingles that are compared soon after are mostly the same ones: those of a bucket. */
const MOST_BYTES = 8 * 1024 * 1024
/** What an entry takes beside its bytes, about. */
const ENTRY_BYTES = 200

/** The shingles of an example, read from its note unless they were asked for lately. */
export type ShingleCache = (index: number) => Shingles

/** What was not asked for since the half of the room was filled last is let go of. */
export function createShingleCache(corpus: Corpus, mostBytes: number = MOST_BYTES): ShingleCache {
  let recent = new Map<number, Shingles>()
  let earlier = new Map<number, Shingles>()
  let bytes = 0

  return (index) => {
    const known = recent.get(index)
    if (known !== undefined) return known
    const shingles = earlier.get(index) ?? shinglesOf(corpus.at(index).note)
    bytes += shingles.byteLength + ENTRY_BYTES
    if (bytes > mostBytes / 2) {
      earlier = recent
      recent = new Map()
      bytes = shingles.byteLength + ENTRY_BYTES
    }
    recent.set(index, shingles)
    return shingles
  }
}
