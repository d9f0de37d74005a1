import type { Assigning } from './assign-keys.ts'
import { createDisjointSets } from '../disjoint-sets.ts'
import { MOST_KEYS, NO_KEY, onlySplit, splitsNamed } from './split-rows.ts'

/** The number of a row's group; -1 for a row between two splits, which is in none. */
export type GroupOf = (row: number) => number

/** Groups of rows that share keys, over new and known keys alike. */
export function groupRows({ rows, splits }: Pick<Assigning, 'rows' | 'splits'>): GroupOf {
  const groups = createDisjointSets(splits.length)
  const isBetween = (row: number): boolean => onlySplit(splitsNamed(rows, row, splits)) === -1
  for (let row = 0; row < rows.size(); row += 1) {
    if (isBetween(row)) continue
    const first = rows.key(row, 0)
    for (let place = 1; place < MOST_KEYS; place += 1) {
      const key = rows.key(row, place)
      if (key === NO_KEY) break
      groups.join(first, key)
    }
  }
  return (row) => (isBetween(row) ? -1 : groups.find(rows.key(row, 0)))
}
