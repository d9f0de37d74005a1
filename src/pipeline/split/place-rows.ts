import { isSetAside, onlySplit, splitsNamed, type SplitRows } from './split-rows.ts'
import { TRAIN, VALIDATION } from './splits.ts'

/** Codes of rows that are in no split, beside those of the splits. */
export const SPLIT_CONFLICT = 0
export const NEAR_HELD_OUT = 4

const NO_CLUSTER = -1

/** The split of each cluster of near duplicates that holds a held-out row: the one held out most strictly. */
export type HeldOutClusters = Map<number, number>

export type PlacedRows = {
  /** Codes of splits, and those of rows in none. */
  readonly placed: Uint8Array
  readonly heldOut: HeldOutClusters
}

/**
 * Where each row goes: where all its keys are, or nowhere. Of near duplicates in several splits the test row stays, else
 * the validation row.
 *
 * @param clusters what is held out beside the rows
 */
export function placeRows(rows: SplitRows, splits: Uint8Array, clusters: HeldOutClusters): PlacedRows {
  const placed = new Uint8Array(rows.size())
  const heldOut = new Map(clusters)
  for (let row = 0; row < placed.length; row += 1) {
    if (isSetAside(rows, row, splits)) {
      placed[row] = NEAR_HELD_OUT
      continue
    }
    const split = onlySplit(splitsNamed(rows, row, splits))
    if (split < TRAIN) continue
    placed[row] = split
    holdOut(heldOut, rows.cluster(row), split)
  }
  for (const [row, split] of placed.entries()) {
    if (split >= TRAIN && split < NEAR_HELD_OUT && split < (heldOut.get(rows.cluster(row)) ?? 0))
      placed[row] = NEAR_HELD_OUT
  }
  return { placed, heldOut }
}

export function holdOut(clusters: HeldOutClusters, cluster: number, split: number): void {
  if (cluster === NO_CLUSTER || split < VALIDATION) return
  if (split > (clusters.get(cluster) ?? 0)) clusters.set(cluster, split)
}
