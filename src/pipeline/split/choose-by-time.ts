import type { Assigning, ChooseSplits, NewGroups } from './assign-keys.ts'
import { NO_SPLIT, TEST, TRAIN, VALIDATION, type SplitShares } from './splits.ts'

/**
 * The newest rows are for testing, those before them for validation. A conversation belongs to the time of its last row,
 * so that no row for training is newer than those held out; it is never cut, so the counts are the nearest that whole
 * conversations allow. What the ledger holds out already counts, and stays where it is.
 */
export function chooseByTime(shares: Required<SplitShares>): ChooseSplits {
  return (assigning, groups) => {
    const { rows, splits } = assigning
    const sizes = sizesOf(assigning, groups)
    const wanted = [
      { split: TEST, rows: Math.round(shares.test * rows.size()) - rowsIn(assigning, TEST) },
      { split: VALIDATION, rows: Math.round(shares.validation * rows.size()) - rowsIn(assigning, VALIDATION) },
    ]
    let taken = 0
    for (let row = rows.size() - 1; row >= 0; row -= 1) {
      const group = groups.find(rows.key(row, 0))
      if (splits[group] !== NO_SPLIT) continue
      const size = sizes[group] ?? 0
      while (wanted[0] !== undefined && !comesNearer(taken, size, wanted[0].rows)) {
        wanted.shift()
        taken = 0
      }
      splits[group] = wanted[0]?.split ?? TRAIN
      taken += size
    }
  }
}

function comesNearer(taken: number, size: number, wanted: number): boolean {
  return taken < wanted && Math.abs(taken + size - wanted) <= wanted - taken
}

function sizesOf({ rows, splits }: Assigning, groups: NewGroups): Uint32Array {
  const sizes = new Uint32Array(splits.length)
  for (let row = 0; row < rows.size(); row += 1) {
    const group = groups.find(rows.key(row, 0))
    sizes[group] = (sizes[group] ?? 0) + 1
  }
  return sizes
}

function rowsIn({ rows, splits }: Assigning, split: number): number {
  let count = 0
  for (let row = 0; row < rows.size(); row += 1) if (splits[rows.key(row, 0)] === split) count += 1
  return count
}
