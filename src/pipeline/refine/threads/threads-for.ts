import { availableParallelism } from 'node:os'
import type { CandidateOptions } from '../../candidates.ts'
import type { Scan } from '../../fold/scan.ts'

/**
 * Each thread compiles and optimises the steps for itself: two cost about five seconds of processor time more than one,
 * measured on logs of 100 and 300 MB, while so much is folded and cleaned in a dozen. Far below that there is nothing to gain.
 */
const BYTES_FOR_THREADS = 96 * 1_024 * 1_024
/** A thread holds a partition and its examples: about 100 MB. */
const MOST_THREADS = 4

/** How many threads a build is worth: 1 means this one. */
export function threadsFor({ partitions }: Scan, { threads, recipe }: CandidateOptions): number {
  if (recipe === undefined) return 1
  if (threads !== undefined) return Math.min(threads, Math.max(1, partitions.length))
  const bytes = partitions.reduce((sum, partition) => sum + partition.bytes, 0)
  return bytes < BYTES_FOR_THREADS ? 1 : Math.min(availableParallelism(), MOST_THREADS, partitions.length)
}
