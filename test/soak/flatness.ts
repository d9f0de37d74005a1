import type { Account } from './life.ts'

/** What a process had in use, in words, and what of it grew. */
export type Flatness = {
  readonly heap: string
  readonly rss: string
  readonly descriptors: string
  readonly breaches: readonly string[]
}

/** By the slope over all that is judged. */
const HEAP_MAY_GROW = 10_000_000
const FILES_MAY_GROW = 5
/** Node hardly gives back what an erasure took for a while, so that only the most counts. */
const RSS_AT_MOST = 500_000_000
/** Reports, one a second: from fewer than these no slope is taken. */
const ENOUGH = 30

/** Neither memory nor descriptors may grow once the process is warm: in the last two thirds of its life. */
export function flatnessOf({ writer, reports }: Account): Flatness {
  const warm = reports.slice(Math.floor(reports.length / 3))
  const heap = growthOf(warm.map((report) => report.heap))
  const files = growthOf(warm.map(({ descriptors }) => descriptors))
  const rss = Math.max(0, ...reports.map((report) => report.rss))
  const breaches: string[] = []
  if (warm.length >= ENOUGH && heap > HEAP_MAY_GROW) breaches.push(`${writer}: the heap grew by ${megabytes(heap)}`)
  if (warm.length >= ENOUGH && files > FILES_MAY_GROW) breaches.push(`${writer}: ${files.toFixed(1)} more descriptors`)
  if (rss > RSS_AT_MOST) breaches.push(`${writer}: took ${megabytes(rss)} of memory`)
  const last = reports.at(-1)
  return {
    heap: `${megabytes(last?.heap ?? 0)} (${signed(heap / 1_000_000)})`,
    rss: megabytes(rss),
    descriptors: `${last?.descriptors ?? 0} (${signed(files)})`,
    breaches,
  }
}

/** From the first to the last, by least squares. */
function growthOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  let above = 0
  let below = 0
  for (const [step, value] of values.entries()) {
    above += (step - middle) * (value - mean)
    below += (step - middle) ** 2
  }
  return below === 0 ? 0 : (above / below) * values.length
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`
}
