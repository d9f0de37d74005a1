import { assignKeys, type Assigning, type ChooseSplits } from './assign-keys.ts'
import { chooseByHash } from './choose-by-hash.ts'
import { chooseByQuota } from './choose-by-quota.ts'
import { chooseByTime } from './choose-by-time.ts'
import { createSplitter, fractionOf } from './hash-splitter.ts'
import { createDroppedCopies } from './dropped-copies.ts'
import { placeWithCopies } from './hold-copies.ts'
import type { KeyTable } from './key-table.ts'
import { createLedger, heldOutBy, type Ledger } from './ledger.ts'
import { NEAR_HELD_OUT, SPLIT_CONFLICT } from './place-rows.ts'
import { listKeys, type RowKeys } from './row-keys.ts'
import type { SettledBeginnings } from './settle-beginnings.ts'
import type { SplitPlan } from './split-options.ts'
import { conversationOf, createSplitRows } from './split-rows.ts'
import { summarize, type SplitSummary } from './split-summary.ts'
import { NO_SPLIT, placeName, TRAIN, VALIDATION, type SplitName } from './splits.ts'
import type { LedgerAdditions } from './write-ledger.ts'

/** Where a row goes, or why it may stand in no split. */
export type Placement =
  | { readonly kind: 'split'; readonly split: SplitName }
  | { readonly kind: 'drop'; readonly reason: 'split_conflict' | 'near_held_out' }

/** What a row brings to the split. */
export type SplitRow = {
  readonly keys: RowKeys
  /** The number of its cluster of near duplicates, from 0; -1 or absent: in none. */
  readonly cluster?: number
  /** The part whose quota it counts to. Default: all rows are one part. */
  readonly stratum?: string
}

/** What a split decided. Rows count from 0 in the order in which they were added. */
export type Assignment = {
  readonly placementOf: (row: number) => Placement
  /** What the ledger has to learn: the keys of all rows, those set aside included. */
  readonly additions: LedgerAdditions
  readonly summary: SplitSummary
}

export type Assigner = {
  /** Rows come in order of time. */
  readonly add: (row: SplitRow) => void
  /**
   * Tells of a row that was left out as a copy of one that is added. If its conversation is held out already, so is its
   * cluster, or what was tested on would be trained in other words; and if its cluster is held out, so is its conversation.
   */
  readonly addDropped: (row: SplitRow) => void
  /** To be called once. */
  readonly place: () => Placing
}

/** Rows divided by their groups and their copies; how they begin is what is left to judge. */
export type Placing = {
  /** Codes of splits, and of rows in none. */
  readonly placed: Uint8Array
  readonly isHeldOut: (row: number) => boolean
  /** The number of the conversation of a row. */
  readonly conversationOf: (row: number) => number
  /** The split for which the ledger holds a key out, as a code; 0: none. */
  readonly heldBefore: (key: string) => number
  /** To be called once. */
  readonly conclude: (beginnings?: SettledBeginnings) => Assignment
}

const CONFLICT: Placement = { kind: 'drop', reason: 'split_conflict' }

// By the codes of placeRows.
const PLACEMENTS: readonly Placement[] = [
  CONFLICT,
  { kind: 'split', split: 'train' },
  { kind: 'split', split: 'validation' },
  { kind: 'split', split: 'test' },
  { kind: 'drop', reason: 'near_held_out' },
]

/**
 * Divides rows so that no key stands in two splits, and no key ever leaves the split that the ledger names.
 *
 * Keys of one row stay together. A row that names two splits, as when users of both meet in a new conversation, is set
 * aside as `split_conflict`: it stands nowhere, and every later build judges it again. Near duplicates between splits are
 * set aside as `near_held_out`: those for training first, then those for validation; test rows never. So are rows that begin
 * as a held-out one does, see `createSharedBeginnings`.
 *
 * Takes 21 bytes a row, and up to 40 for each distinct key.
 */
export function createAssigner(plan: SplitPlan, salt: string, ledger: Ledger | undefined): Assigner {
  const before = ledger ?? createLedger({ salt, groupBy: plan.groupBy })
  const { keys: knownKeys, splits: knownSplits } = before
  const known = knownKeys.size()
  const keys = knownKeys.copy()
  const rows = createSplitRows()
  const strata = new Map<string, number>()
  const dropped = createDroppedCopies()

  function numberOf(stratum: string): number {
    const number = strata.get(stratum) ?? strata.size
    strata.set(stratum, number)
    return number
  }

  return {
    add({ keys: texts, cluster = -1, stratum = '' }) {
      rows.add(listKeys(texts).map(keys.intern), cluster, plan.quota ? numberOf(stratum) : 0)
    },
    addDropped({ keys: { conversation }, cluster = -1 }) {
      dropped.add(conversation, cluster)
    },
    place() {
      const splits = Uint8Array.from({ length: keys.size() }, (_, key) =>
        key < known ? knownSplits.at(key) : NO_SPLIT,
      )
      const assigning = { rows, splits, known }
      assignKeys(assigning, chooserOf(plan, salt, keys))
      const { placed, splits: held } = placeWithCopies(splits, { rows, keys, known, dropped })
      return {
        placed,
        isHeldOut: (row) => isHeldOut(placed[row]),
        conversationOf: (row) => conversationOf(rows, row),
        heldBefore: (key) => heldOutBy(before, key),
        conclude(beginnings) {
          const last = beginnings?.placed ?? placed
          return {
            placementOf: (row) => PLACEMENTS[last[row] ?? SPLIT_CONFLICT] ?? CONFLICT,
            additions: additionsOf({ splits: withBeginnings(held, keys, beginnings), known }, keys),
            summary: summarize({ ...assigning, splits: held }, last, { plan, ledger }),
          }
        },
      }
    },
  }
}

function isHeldOut(code: number = SPLIT_CONFLICT): boolean {
  return code >= VALIDATION && code < NEAR_HELD_OUT
}

/** The splits of the keys with those of beginnings that are held out, and were not before. */
function withBeginnings(splits: Uint8Array, keys: KeyTable, beginnings: SettledBeginnings | undefined): Uint8Array {
  const held = new Map<number, number>()
  for (const { key, split } of beginnings?.held() ?? []) {
    if (keys.find(key) === -1) held.set(keys.intern(key), split)
  }
  const all = new Uint8Array(keys.size())
  all.set(splits)
  for (const [key, split] of held) all[key] = split
  return all
}

function chooserOf({ by, quota, shares }: SplitPlan, salt: string, keys: KeyTable): ChooseSplits {
  if (by === 'time') return chooseByTime(shares)
  if (quota) return chooseByQuota(shares, (key) => fractionOf(salt, keys.key(key)))
  const splitOf = createSplitter(shares, salt)
  return chooseByHash((key) => splitOf(keys.key(key)))
}

function additionsOf({ splits, known }: Pick<Assigning, 'splits' | 'known'>, keys: KeyTable): LedgerAdditions {
  return {
    size: splits.length - known,
    *entries() {
      for (const id of keys.sortedFrom(known)) {
        yield { key: keys.key(id), split: placeName(splits[id] ?? TRAIN) ?? 'train' }
      }
    },
  }
}
