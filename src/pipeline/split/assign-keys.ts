import { createDisjointSets, type DisjointSets } from '../disjoint-sets.ts'
import { MOST_KEYS, NO_KEY, onlySplit, splitsNamed, strictestSplit, type SplitRows } from './split-rows.ts'
import { NO_SPLIT, TEST, TRAIN } from './splits.ts'

/** Rows and what is known of their keys. */
export type Assigning = {
  readonly rows: SplitRows
  /** By key; 0 where nothing is decided. */
  readonly splits: Uint8Array
  /** Keys below this number have their split from the ledger. */
  readonly known: number
}

/** Keys without a split that rows link, in one set each. */
export type NewGroups = DisjointSets

/** Gives every set of new keys that no row links to a known one its split, at the set's `find`. */
export type ChooseSplits = (assigning: Assigning, groups: NewGroups) => void

/**
 * Gives every key a split, and never changes one. Keys without one that rows link stay together: they go where the known
 * keys are to which their rows link them, or, when there are none, where `choose` puts them.
 */
export function assignKeys(assigning: Assigning, choose: ChooseSplits): void {
  const groups = linkNewKeys(assigning)
  inherit(assigning, groups)
  spread(assigning, groups)
  choose(assigning, groups)
  spread(assigning, groups)
}

function spread({ splits, known }: Assigning, groups: NewGroups): void {
  for (let key = known; key < splits.length; key += 1) splits[key] = splits[groups.find(key)] ?? NO_SPLIT
}

function linkNewKeys({ rows, splits }: Assigning): NewGroups {
  const groups = createDisjointSets(splits.length)
  for (let row = 0; row < rows.size(); row += 1) {
    // A row between two splits is in neither, whatever becomes of its other keys.
    if (onlySplit(splitsNamed(rows, row, splits)) === -1) continue
    let first = NO_KEY
    for (let place = 0; place < MOST_KEYS; place += 1) {
      const key = rows.key(row, place)
      if (key === NO_KEY) break
      if (splits[key] !== NO_SPLIT) continue
      if (first === NO_KEY) first = key
      else groups.join(first, key)
    }
  }
  return groups
}

/**
 * Groups that touch one split go there. One that touches several goes where the most of its rows can stay, and the
 * others are set aside; of equal ones the one held out more strictly. Counts do not depend on the order of the rows.
 */
function inherit({ rows, splits, known }: Assigning, groups: NewGroups): void {
  if (known === 0) return
  const votes = new Uint32Array((splits.length - known) * TEST)
  const touched = new Uint8Array(splits.length - known)
  for (let row = 0; row < rows.size(); row += 1) {
    const bits = splitsNamed(rows, row, splits)
    const strictest = strictestSplit(bits)
    // Bit 0: a key without a split.
    if (strictest === NO_SPLIT || (bits & 1) === 0) continue
    const only = onlySplit(bits)
    for (let place = 0; place < MOST_KEYS; place += 1) {
      const key = rows.key(row, place)
      if (key === NO_KEY) break
      if (splits[key] !== NO_SPLIT) continue
      const group = groups.find(key) - known
      touched[group] = Math.max(touched[group] ?? NO_SPLIT, strictest)
      if (only === -1) continue
      const vote = group * TEST + only - 1
      votes[vote] = (votes[vote] ?? 0) + 1
      break
    }
  }
  for (const [group, strictest] of touched.entries()) {
    if (strictest !== NO_SPLIT)
      splits[known + group] = elect(votes.subarray(group * TEST, (group + 1) * TEST), strictest)
  }
}

/** @param otherwise where there are no votes: only rows between two splits link the group, and held out it harms none */
function elect(votes: Uint32Array, otherwise: number): number {
  let elected = NO_SPLIT
  let most = 1
  for (let split = TRAIN; split <= TEST; split += 1) {
    const count = votes[split - 1] ?? 0
    if (count < most) continue
    most = count
    elected = split
  }
  return elected === NO_SPLIT ? otherwise : elected
}
