import { readdir } from 'node:fs/promises'
import { lockMaintenance } from '../jsonl/maintenance/lock.ts'
import { noCounts, type Job } from '../jsonl/maintenance/job.ts'
import { sealOrphans } from '../jsonl/maintenance/seal-orphans.ts'
import { sweepBlobs } from '../jsonl/maintenance/sweep.ts'

const EVERY_MS = 60_000
const ORPHAN_MS = 300_000

/**
 * Ends, now and then, the files of processes that died, so that they go when they are sent, and removes blobs that a
 * crash has left. What goes wrong is tried again.
 */
export function createUpkeep(dir: string): () => Promise<void> {
  let doneAt = Number.NEGATIVE_INFINITY

  return async () => {
    if (performance.now() - doneAt < EVERY_MS || (await isEmpty(dir))) return
    const lock = await lockMaintenance(dir).catch(() => undefined)
    if (lock === undefined) return
    doneAt = performance.now()
    const job = jobOf(dir)
    try {
      await sealOrphans(job)
      await sweepBlobs(job)
    } catch {
      // The log is whole without it.
    } finally {
      await lock.release()
    }
  }
}

/** One that seals, and writes files anew. */
export function jobOf(dir: string): Job {
  const never = Number.POSITIVE_INFINITY
  const limits = { orphanMs: ORPHAN_MS, smallBytes: 0, mergedBytes: 0, compressAfterMs: never, retention: {} }
  return { dir, now: Date.now(), limits: { ...limits, erasureKey: undefined }, counts: noCounts(), step: () => {} }
}

/** True also when there is no directory. */
async function isEmpty(dir: string): Promise<boolean> {
  return (await readdir(dir).catch(() => [])).length === 0
}
