/** A share of a whole with four decimals, 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000
}

/**
 * How unevenly a whole is divided, by Gini: 0 when all have the same, towards 1 when one has everything.
 *
 * @param counts one for each owner, none negative, in any order
 */
export function giniOf(counts: readonly number[]): number {
  const sorted = Float64Array.from(counts).sort()
  let weighted = 0
  let total = 0
  for (const [index, count] of sorted.entries()) {
    weighted += (index + 1) * count
    total += count
  }
  const owners = sorted.length
  if (total === 0) return 0
  return Math.round(((2 * weighted) / (owners * total) - (owners + 1) / owners) * 10_000) / 10_000
}

/** What the largest owners have together, as a share of the whole. */
export function topShareOf(counts: readonly number[], owners: number, whole: number): number {
  const largest = counts.toSorted((a, b) => b - a).slice(0, owners)
  return shareOf(
    largest.reduce((sum, count) => sum + count, 0),
    whole,
  )
}

type Counts = { readonly [name: string]: number }

/**
 * How far the shares of two sets of counts lie apart: the population stability index, the sum of
 * (b - a) · ln(b / a) over all names. Half a row is added to each name of each side, so that a name that one side lacks
 * does not make it infinite. By the common rule of credit scoring up to 0.1 is no shift, above 0.25 a marked one.
 */
export function stabilityIndexOf(a: Counts, b: Counts): number {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  const [sumA, sumB] = [a, b].map((counts) => names.reduce((sum, name) => sum + (counts[name] ?? 0) + 0.5, 0))
  if (names.length === 0 || sumA === undefined || sumB === undefined) return 0
  let index = 0
  for (const name of names) {
    const [shareA, shareB] = [((a[name] ?? 0) + 0.5) / sumA, ((b[name] ?? 0) + 0.5) / sumB]
    index += (shareB - shareA) * Math.log(shareB / shareA)
  }
  return Math.round(index * 10_000) / 10_000
}
