import { mix, type Shingles } from './shingles.ts'

/** Texts with less shingles say too little to the 128 bins of a signature. */
export const FEW_SHINGLES = 30

const COUNTERS = 2 ** 20

/**
 * Keys of short texts. Two sets that are as alike as a threshold always share one of the first few of their members, in
 * whatever order all sets are written (prefix filter of Chaudhuri, Ganti and Kaushik 2006); so of short texts none is
 * missed. With the rarest first, the greeting that opens each chat is nobody's key. Takes 4 MiB.
 */
export type RareShingles = {
  /** Every text that will ask for its keys is counted before. */
  readonly count: (shingles: Shingles) => void
  readonly keysOf: (shingles: Shingles) => readonly number[]
}

export function createRareShingles(threshold: number): RareShingles {
  const counts = new Uint32Array(COUNTERS)
  const countOf = (shingle: number): number => counts[placeOf(shingle)] ?? 0

  return {
    count(shingles) {
      for (const shingle of shingles) counts[placeOf(shingle)] = countOf(shingle) + 1
    },
    keysOf(shingles) {
      const keys = Array.from(shingles, (shingle) => shingle >>> 1)
      keys.sort((one, other) => countOf(one << 1) - countOf(other << 1) || one - other)
      return keys.slice(0, prefixLength(shingles.length, threshold))
    },
  }
}

// One that shares its counter with a frequent one only counts as frequent too, in all texts alike.
function placeOf(shingle: number): number {
  return mix(shingle >>> 1) % COUNTERS
}

function prefixLength(size: number, threshold: number): number {
  return size === 0 ? 0 : size - Math.ceil(threshold * size - 1e-9) + 1
}
