import type { DroppedCopies } from './dropped-copies.ts'
import type { KeyTable } from './key-table.ts'
import { holdOut, NEAR_HELD_OUT, placeRows, type HeldOutClusters, type PlacedRows } from './place-rows.ts'
import { conversationOf, type SplitRows } from './split-rows.ts'
import { ASIDE, NO_SPLIT, TEST, VALIDATION } from './splits.ts'

export type Holding = {
  readonly rows: SplitRows
  readonly keys: KeyTable
  /** Keys below this number have their split from the ledger. */
  readonly known: number
  readonly dropped: DroppedCopies
}

export type PlacedWithCopies = PlacedRows & { readonly splits: Uint8Array }

/**
 * Places rows, and sets aside what is a copy of something held out: a conversation that is one stays aside for ever, or
 * nothing would tell that it was tested on once it, or what it is a copy of, goes on. Repeated until nothing changes, so
 * that another build of the same rows changes nothing either.
 */
export function placeWithCopies(assigned: Uint8Array, holding: Holding): PlacedWithCopies {
  let splits = assigned
  for (;;) {
    const placed = placeRows(holding.rows, splits, clustersOfDropped(splits, holding))
    const aside = setCopiesAside(splits, placed, holding)
    if (aside === splits) return { ...placed, splits }
    splits = aside
  }
}

/** What stands for a row that is held out, or a copy of one, may not be trained. */
function clustersOfDropped(splits: Uint8Array, { keys, dropped }: Holding): HeldOutClusters {
  const clusters: HeldOutClusters = new Map()
  for (let copy = 0; copy < dropped.size(); copy += 1) {
    const key = keys.find(dropped.conversation(copy))
    const split = key === -1 ? NO_SPLIT : (splits[key] ?? NO_SPLIT)
    holdOut(clusters, dropped.cluster(copy), split === ASIDE ? VALIDATION : split)
  }
  return clusters
}

/** The splits of the keys with those that are new among the copies set aside; the same splits when there are none. */
function setCopiesAside(splits: Uint8Array, { placed, heldOut }: PlacedRows, holding: Holding): Uint8Array {
  const { rows, keys, known, dropped } = holding
  const copies = new Set<number>()
  const add = (key: number): void => {
    if (key >= known && (splits[key] ?? NO_SPLIT) < TEST) copies.add(key)
  }
  for (const [row, code] of placed.entries()) if (code === NEAR_HELD_OUT) add(conversationOf(rows, row))
  for (let copy = 0; copy < dropped.size(); copy += 1) {
    if (heldOut.has(dropped.cluster(copy))) add(keys.intern(dropped.conversation(copy)))
  }
  if (copies.size === 0) return splits
  const raised = new Uint8Array(keys.size())
  raised.set(splits)
  for (const key of copies) raised[key] = ASIDE
  return raised
}
