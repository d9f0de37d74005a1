import type { Shingles } from './shingles.ts'

/** Sums of shares are compared with a little room, so that 4 of 5 is 0.8. */
const ROUNDING = 1e-9

/** The least that two examples must share. */
export type Likeness = {
  /** Jaccard similarity of all shingles, from 0 to 1. */
  readonly all: number
  /** The same of those that end in a trained answer; 0: not asked. */
  readonly answers: number
}

/** How two sets of shingles meet what they must share. */
export type Alikeness = 'alike' | 'but-for-answers' | 'different'

/** How alike two sets of shingles are. Exact, and given up as soon as they are different. */
export function compareShingles(one: Shingles, other: Shingles, { all, answers }: Likeness): Alikeness {
  const total = one.length + other.length
  const shared = Math.ceil((all * total) / (1 + all) - ROUNDING)
  if (Math.min(one.length, other.length) < shared || total === 0) return 'different'
  let lonely = total - 2 * shared
  let answersShared = 0
  let answersAll = 0
  let left = 0
  let right = 0
  while (left < one.length && right < other.length) {
    const a = one[left] ?? 0
    const b = other[right] ?? 0
    if (a >>> 1 === b >>> 1) {
      answersShared += a & b & 1
      answersAll += (a | b) & 1
      left += 1
      right += 1
      continue
    }
    lonely -= 1
    if (lonely < 0) return 'different'
    if (a < b) {
      answersAll += a & 1
      left += 1
    } else {
      answersAll += b & 1
      right += 1
    }
  }
  lonely -= one.length - left + other.length - right
  if (lonely < 0) return 'different'
  for (; left < one.length; left += 1) answersAll += (one[left] ?? 0) & 1
  for (; right < other.length; right += 1) answersAll += (other[right] ?? 0) & 1
  return answersShared >= answers * answersAll - ROUNDING ? 'alike' : 'but-for-answers'
}

/** How alike two sets of shingles are: the size of what they share over the size of both together. 0 for empty ones. */
export function jaccard(one: Shingles, other: Shingles): number {
  let shared = 0
  let right = 0
  for (const shingle of one) {
    while (right < other.length && (other[right] ?? 0) >>> 1 < shingle >>> 1) right += 1
    if (right < other.length && (other[right] ?? 0) >>> 1 === shingle >>> 1) shared += 1
  }
  const union = one.length + other.length - shared
  return union === 0 ? 0 : shared / union
}
