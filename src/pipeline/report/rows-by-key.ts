import { hashText } from './statistics/hash-text.ts'
import { distinctOf, emptySample, sampledOf, sampledValue, setSampled, type Distinct } from './statistics/key-sample.ts'
import { giniOf, shareOf, topShareOf } from './statistics/shares.ts'

/** Keys that are counted exactly, at about 50 bytes a piece. */
const KEYS = 262_144
const TOP = 10

/** How rows are divided among keys, such as users. Exact up to 262,144 keys, of more keys a sample. */
export type Division = {
  readonly keys: Distinct
  /** Rows that have a key. */
  readonly rows: number
  /** Shares of these rows, 0 to 1. */
  readonly largestShare: number
  readonly topTenShare: number
  /** 0: all keys have the same number of rows. Towards 1: one has all. */
  readonly gini: number
}

/** Counts rows by key, and remembers of a key only its hash. */
export type KeyCounter = {
  readonly add: (key: string) => void
  /** By what `hashText` gives for the key. */
  readonly addHash: (hash: number) => void
  readonly division: () => Division
}

export function createKeyCounter(): KeyCounter {
  const sample = emptySample<number>(KEYS)
  let rows = 0

  function addHash(hash: number): void {
    rows += 1
    setSampled(sample, hash, (sampledValue(sample, hash) ?? 0) + 1)
  }

  return {
    add: (key) => addHash(hashText(key)),
    addHash,
    division() {
      const counts = sampledOf(sample).map(([, count]) => count)
      return {
        keys: distinctOf(sample),
        rows,
        largestShare: shareOf(
          counts.reduce((most, count) => Math.max(most, count), 0),
          rows,
        ),
        topTenShare: topShareOf(counts, TOP, rows),
        gini: giniOf(counts),
      }
    },
  }
}
