import type { Assigning } from './assign-keys.ts'
import type { SplitPlan } from './split-options.ts'
import { MOST_KEYS, NO_KEY } from './split-rows.ts'
import type { SplitWarning } from './split-summary.ts'
import { splitCode, type SplitName } from './splits.ts'

/** A split may hold so much more of all rows than was asked for, and twice as much, before anybody is told. */
const MORE_SHARE = 0.1
/** With fewer rows a share says nothing. */
const ROWS_TO_JUDGE = 20
/** From so many groups on it is not for their number that a split is large. */
const MANY_GROUPS = 100

type Divided = {
  readonly rows: { readonly [split in SplitName]: number }
  readonly groups: { readonly [split in SplitName]: number }
}

type Sizes = { readonly split: SplitName; readonly held: number; readonly all: number; readonly asked: number }

/** Tells of splits that hold far more rows than was asked for, and why. */
export function* aboutUnevenSplits(
  assigning: Assigning,
  placed: Uint8Array,
  { rows, groups, plan }: Divided & { readonly plan: SplitPlan },
): Generator<SplitWarning> {
  const all = rows.train + rows.validation + rows.test
  if (all < ROWS_TO_JUDGE) return
  for (const split of ['validation', 'test'] as const) {
    const [held, asked] = [rows[split], plan.shares[split]]
    if (held / all <= Math.max(asked + MORE_SHARE, asked * 2)) continue
    const sizes = { split, held, all, asked }
    const kept = heldBefore(assigning, placed, split)
    if (kept * 2 > held) yield heldSince(sizes, kept)
    else if (mayBeFew(plan) && groups.train + groups.validation + groups.test < MANY_GROUPS)
      yield fewGroups(sizes, groups)
  }
}

function mayBeFew({ by, quota, groupBy }: SplitPlan): boolean {
  return by === 'hash' && !quota && groupBy.some((kind) => kind !== 'conversation')
}

/** Rows of a split that stand there because the ledger says so. */
function heldBefore({ rows, splits, known }: Assigning, placed: Uint8Array, split: SplitName): number {
  const code = splitCode(split)
  let count = 0
  for (const [row, own] of placed.entries()) {
    if (own !== code) continue
    for (let place = 0; place < MOST_KEYS; place += 1) {
      const key = rows.key(row, place)
      if (key === NO_KEY || key >= known || splits[key] !== code) continue
      count += 1
      break
    }
  }
  return count
}

function heldSince(sizes: Sizes, kept: number): SplitWarning {
  return {
    code: 'uneven_split',
    message: `${told(sizes)}: ${kept} of them were held out by an earlier build into this folder, which splits.jsonl keeps`,
    fix: 'build into a new folder; other shares change nothing of what is held out here',
  }
}

function fewGroups(sizes: Sizes, { train, validation, test }: Divided['groups']): SplitWarning {
  const groups = train + validation + test
  return {
    code: 'uneven_split',
    message: `${told(sizes)}: all rows of a user stand in one split, and here that makes ${groups} groups`,
    fix: "with few users split by conversations, into a new folder: split.groupBy ['conversation'], --group-by conversation",
  }
}

function told({ split, held, all, asked }: Sizes): string {
  const percent = (share: number): number => Math.round(share * 100)
  return `${held} of ${all} rows are in ${split} (${percent(held / all)} %), where ${percent(asked)} % were asked for`
}
