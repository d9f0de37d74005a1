import type { Assigning } from './assign-keys.ts'
import type { Ledger } from './ledger.ts'
import { NEAR_HELD_OUT, SPLIT_CONFLICT } from './place-rows.ts'
import { groupRows } from './row-groups.ts'
import type { SplitPlan } from './split-options.ts'
import { NO_SPLIT, SPLIT_NAMES, TEST, type SplitName } from './splits.ts'
import { aboutUnevenSplits } from './uneven-splits.ts'

type BySplit = { readonly [split in SplitName]: number }

/** How a split came out. */
export type SplitSummary = {
  readonly rows: BySplit
  /** Groups of rows that share users or conversations, straight or through others. */
  readonly groups: BySplit
  /** Rows of the largest group. */
  readonly largestGroup: number
  /** Rows that are in no split, by reason. */
  readonly setAside: { readonly split_conflict: number; readonly near_held_out: number }
  readonly warnings: readonly SplitWarning[]
}

/** Something that a person should know, as `Warning` of the report. */
export type SplitWarning = {
  readonly code: 'large_group' | 'ledger_lost' | 'ledger_torn' | 'quota_without_ledger' | 'uneven_split'
  readonly message: string
  readonly fix: string
}

/** A group with a larger share of the rows than this decides alone what the splits look like. */
export const LARGE_SHARE = 0.05

/** With fewer rows every group is large. */
const ROWS_TO_JUDGE = 200

type Context = { readonly plan: SplitPlan; readonly ledger: Ledger | undefined }

export function summarize(assigning: Assigning, placed: Uint8Array, context: Context): SplitSummary {
  const rows = new Uint32Array(NEAR_HELD_OUT + 1)
  const groups = new Uint32Array(TEST + 1)
  const sizes = new Uint32Array(assigning.splits.length)
  const groupOf = groupRows(assigning)
  for (const [row, code] of placed.entries()) {
    rows[code] = (rows[code] ?? 0) + 1
    const group = groupOf(row)
    if (group === -1) continue
    const split = assigning.splits[group] ?? NO_SPLIT
    if (sizes[group] === 0) groups[split] = (groups[split] ?? 0) + 1
    sizes[group] = (sizes[group] ?? 0) + 1
  }
  const largestGroup = sizes.reduce((largest, size) => Math.max(largest, size), 0)
  const counts = { rows: bySplit(rows), groups: bySplit(groups) }
  const uneven = aboutUnevenSplits(assigning, placed, { ...counts, plan: context.plan })
  return {
    ...counts,
    largestGroup,
    setAside: { split_conflict: rows[SPLIT_CONFLICT] ?? 0, near_held_out: rows[NEAR_HELD_OUT] ?? 0 },
    warnings: [...aboutGroups(largestGroup, placed.length), ...uneven, ...aboutLedger(context)],
  }
}

function bySplit(counts: Uint32Array): BySplit {
  const [train = 0, validation = 0, test = 0] = SPLIT_NAMES.map((_, index) => counts[index + 1] ?? 0)
  return { train, validation, test }
}

function* aboutGroups(largest: number, rows: number): Generator<SplitWarning> {
  if (rows < ROWS_TO_JUDGE || largest <= rows * LARGE_SHARE) return
  const share = Math.round((largest / rows) * 100)
  const message = `One group holds ${largest} of ${rows} rows (${share} %), because they share a user or a conversation, straight or through others; it stands in one split as a whole`
  const fix =
    'see whether the app gives every user and conversation an id of its own; with few users split by conversations'
  yield { code: 'large_group', message, fix }
}

function* aboutLedger({ plan, ledger }: Context): Generator<SplitWarning> {
  if (ledger === undefined && plan.quota) {
    const message = 'Quotas without a ledger: rows will move between splits when new data comes'
    yield {
      code: 'quota_without_ledger',
      message,
      fix: 'build into a folder that stays, or leave out quota and stratify',
    }
  }
  if (ledger?.isLost === true) {
    const message = 'The ledger of splits that stood here is gone, so rows that were held out may be trained now'
    const fix = 'put splits.jsonl back from a copy and build again, or train and test anew'
    yield { code: 'ledger_lost', message, fix }
  }
  if (ledger?.file?.isTorn === true) {
    const message = `The end of the ledger of splits ${ledger.file.path} was cut off, so keys that it held may be divided anew`
    yield { code: 'ledger_torn', message, fix: 'put it back from a copy if you have one, and build again' }
  }
}
