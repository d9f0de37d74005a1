import type { Assigning, ChooseSplits, NewGroups } from './assign-keys.ts'
import { groupRows } from './row-groups.ts'
import { NO_SPLIT, TEST, TRAIN, VALIDATION, type SplitShares } from './splits.ts'

/** From so many groups on each held-out part gets at least one. */
const GROUPS_FOR_ONE = 10

/** The groups of a stratum. */
type Stratum = {
  /** How many the ledger put where, by split. */
  readonly held: number[]
  readonly free: FreeGroup[]
}

type FreeGroup = { readonly group: number; readonly fraction: number }

/**
 * Within each stratum the new groups in order of their hash fill up what its shares leave open: the lowest hashes go to
 * test, the highest to validation. A group counts to the stratum of its first row.
 *
 * @param fractionOf the hash of an anchor, from 0 to below 1
 */
export function chooseByQuota(shares: Required<SplitShares>, fractionOf: (key: number) => number): ChooseSplits {
  return (assigning, groups) => {
    for (const { held, free } of strataOf(assigning, groups, fractionOf).values()) {
      const quota = quotaOf(shares, held, free.length)
      free.sort((a, b) => a.fraction - b.fraction || a.group - b.group)
      for (const [index, { group }] of free.entries()) {
        if (index < quota.test) assigning.splits[group] = TEST
        else assigning.splits[group] = index >= free.length - quota.validation ? VALIDATION : TRAIN
      }
    }
  }
}

function strataOf(assigning: Assigning, groups: NewGroups, fractionOf: (key: number) => number): Map<number, Stratum> {
  const { rows, splits } = assigning
  const groupOf = groupRows(assigning)
  const seen = new Uint8Array(splits.length)
  const strata = new Map<number, Stratum>()
  for (let row = 0; row < rows.size(); row += 1) {
    const group = groupOf(row)
    if (group === -1 || seen[group] === 1) continue
    seen[group] = 1
    const stratum = strata.get(rows.stratum(row)) ?? { held: [], free: [] }
    strata.set(rows.stratum(row), stratum)
    const anchor = rows.key(row, 0)
    const split = splits[groups.find(anchor)] ?? NO_SPLIT
    if (split === NO_SPLIT) stratum.free.push({ group: groups.find(anchor), fraction: fractionOf(anchor) })
    else stratum.held[split] = (stratum.held[split] ?? 0) + 1
  }
  return strata
}

function quotaOf(shares: Required<SplitShares>, held: readonly number[], free: number): Required<SplitShares> {
  const [train, validating, testing] = [held[TRAIN] ?? 0, held[VALIDATION] ?? 0, held[TEST] ?? 0]
  const groups = train + validating + testing + free
  // One is left for training, if there is any choice.
  const room = train === 0 ? Math.max(0, free - 1) : free
  const test = Math.min(room, Math.max(0, exactCount(shares.test, groups) - testing))
  const validation = Math.min(room - test, Math.max(0, exactCount(shares.validation, groups) - validating))
  return { validation, test }
}

function exactCount(share: number, groups: number): number {
  const least = share > 0 && groups >= GROUPS_FOR_ONE ? 1 : 0
  return Math.max(least, Math.round(share * groups))
}
