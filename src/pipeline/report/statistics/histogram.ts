/** Values below this have a bucket of their own. */
const EXACT = 128
/** Buckets from one power of two to the next: a value is known to 1 part in 128. */
const STEPS = 64
const BITS_OF_STEPS = 6
const LARGEST = 2 ** 40

/**
 * Whole numbers in fixed buckets that grow with the values, so that memory does not depend on how many there are, nor
 * the result on their order: a quantile is off by at most 0.8 %, and exact below 128.
 */
export type Histogram = { readonly buckets: Map<number, number>; count: number; sum: number; max: number }

/** How values are spread. Quantiles are those of nearest rank. */
export type Spread = {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export function emptyHistogram(): Histogram {
  return { buckets: new Map(), count: 0, sum: 0, max: 0 }
}

/** Counts a value, rounded; negative ones as 0, those above 2^40 as that. What is no number is left out. */
export function addValue(histogram: Histogram, value: unknown): void {
  if (typeof value !== 'number' || Number.isNaN(value)) return
  // Whole, or the sum would depend on the order.
  const whole = Math.min(LARGEST, Math.max(0, Math.round(value)))
  const bucket = bucketOf(whole)
  histogram.buckets.set(bucket, (histogram.buckets.get(bucket) ?? 0) + 1)
  histogram.count += 1
  histogram.sum += whole
  if (whole > histogram.max) histogram.max = whole
}

export function addHistogram(into: Histogram, from: Histogram): void {
  for (const [bucket, count] of from.buckets) into.buckets.set(bucket, (into.buckets.get(bucket) ?? 0) + count)
  into.count += from.count
  into.sum += from.sum
  into.max = Math.max(into.max, from.max)
}

/** @param share from 0 to 1: 0.5 gives the median; 0 when there is no value */
export function quantileOf({ buckets, count, max }: Histogram, share: number): number {
  const rank = Math.max(1, Math.ceil(count * share))
  let passed = 0
  for (const [bucket, times] of [...buckets].sort(([a], [b]) => a - b)) {
    passed += times
    if (passed >= rank) return Math.min(max, middleOf(bucket))
  }
  return max
}

export function spreadOf(histogram: Histogram): Spread {
  const { count, sum, max } = histogram
  const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((share) => quantileOf(histogram, share))
  return { count, mean: count === 0 ? 0 : Math.round((sum / count) * 10) / 10, p50, p95, p99, max }
}

/** How many values lie below 64, and from each power of two to the next, by the lower end. */
export function octavesOf({ buckets }: Histogram): { readonly [from: string]: number } {
  const octaves = new Map<number, number>()
  for (const [bucket, count] of buckets) {
    const from = bucket < STEPS ? 0 : STEPS * 2 ** (Math.floor(bucket / STEPS) - 1)
    octaves.set(from, (octaves.get(from) ?? 0) + count)
  }
  return Object.fromEntries([...octaves].sort(([a], [b]) => a - b).map(([from, count]) => [String(from), count]))
}

function bucketOf(value: number): number {
  if (value < EXACT) return value
  const halvings = bitsOf(value) - BITS_OF_STEPS - 1
  return halvings * STEPS + Math.floor(value / 2 ** halvings)
}

function bitsOf(value: number): number {
  return value < 2 ** 31 ? 32 - Math.clz32(value) : 20 + bitsOf(Math.floor(value / 2 ** 20))
}

function middleOf(bucket: number): number {
  if (bucket < EXACT) return bucket
  const halvings = Math.floor(bucket / STEPS) - 1
  const width = 2 ** halvings
  return (bucket - halvings * STEPS) * width + Math.floor((width - 1) / 2)
}
