import { ASIDE } from './splits.ts'
import { createGrowingNumbers } from '../work/growing-numbers.ts'

/** A row has at most a tenant, a user and a conversation. */
export const MOST_KEYS = 3

export const NO_KEY = -1

/** What the split knows of the rows, in order of time: 20 bytes each. */
export type SplitRows = {
  /** @param keys numbers of keys, from the widest */
  readonly add: (keys: readonly number[], cluster: number, stratum: number) => void
  readonly size: () => number
  /** The number of a row's key; `NO_KEY` behind its last one. */
  readonly key: (row: number, place: number) => number
  /** -1: in none. */
  readonly cluster: (row: number) => number
  readonly stratum: (row: number) => number
}

export function createSplitRows(): SplitRows {
  // One more than the number, as 0 is what is absent.
  const keys = createGrowingNumbers('u32')
  const clusters = createGrowingNumbers('u32')
  const strata = createGrowingNumbers('u32')
  return {
    add(numbers, cluster, stratum) {
      for (let place = 0; place < MOST_KEYS; place += 1) keys.push((numbers[place] ?? NO_KEY) + 1)
      clusters.push(cluster + 1)
      strata.push(stratum)
    },
    size: clusters.size,
    key: (row, place) => (place < MOST_KEYS ? keys.at(row * MOST_KEYS + place) : 0) - 1,
    cluster: (row) => clusters.at(row) - 1,
    stratum: (row) => strata.at(row),
  }
}

/** The number of the conversation's key: the last one of a row. */
export function conversationOf(rows: SplitRows, row: number): number {
  for (let place = MOST_KEYS - 1; place >= 0; place -= 1) {
    const key = rows.key(row, place)
    if (key !== NO_KEY) return key
  }
  return NO_KEY
}

/** True for a row of a conversation that is a copy of a held-out one. */
export function isSetAside(rows: SplitRows, row: number, splits: Uint8Array): boolean {
  return splits[conversationOf(rows, row)] === ASIDE
}

/**
 * What the keys of a row say, as bits: bit 1 a key in train, bit 2 in validation, bit 3 in test, bit 0 a key without a
 * split. One that is set aside says nothing.
 */
export function splitsNamed(rows: SplitRows, row: number, splits: Uint8Array): number {
  let bits = 0
  for (let place = 0; place < MOST_KEYS; place += 1) {
    const key = rows.key(row, place)
    if (key === NO_KEY) break
    const split = splits[key] ?? 0
    if (split !== ASIDE) bits |= 1 << split
  }
  return bits
}

/** The only split that bits name, 0 when there is none, and -1 when there are several. Keys without a split do not count. */
export function onlySplit(bits: number): number {
  const named = bits >> 1
  if ((named & (named - 1)) !== 0) return -1
  return named === 4 ? 3 : named
}

/** The split among those named that is held out most strictly. */
export function strictestSplit(bits: number): number {
  return 31 - Math.clz32(bits | 1)
}
