import { defined } from '../../../core/field.ts'
import { requirePath } from '../../check-options.ts'
import { listLog } from '../files.ts'
import { unwritableError } from '../directory.ts'
import { requireDirectoryName } from '../directory-name.ts'
import { finishLeft } from '../erase/finish.ts'
import { createKeyFile } from '../key-file.ts'
import { checkCompactOptions, type CompactOptions } from './compact-options.ts'
import { compressOld } from './compress.ts'
import { noCounts, type Job, type Limits } from './job.ts'
import { lockMaintenance } from './lock.ts'
import { mergeSmall } from './merge.ts'
import { removeOld } from './retain.ts'
import { sealOrphans } from './seal-orphans.ts'
import { sweepBlobs, sweepLeftovers } from './sweep.ts'

/** What a compaction has done. */
export type Compaction = {
  /** True when another one was at work, so that nothing was done. */
  readonly busy: boolean
  /** Segments of writers that had died. */
  readonly sealed: number
  /** Torn ends that were moved into `quarantine/`. */
  readonly quarantined: number
  /** Files that were merged, and into how many. */
  readonly merged: number
  readonly mergedInto: number
  readonly compressed: number
  /** Segments that the retention removed, and the bytes of their files. */
  readonly removed: number
  readonly removedBytes: number
  /** What earlier crashes had left. */
  readonly leftovers: number
}

const DAY_MS = 86_400_000
const MIB = 1_024 * 1_024

const LIMITS: Limits = {
  orphanMs: 300_000,
  smallBytes: MIB,
  mergedBytes: 64 * MIB,
  compressAfterMs: 7 * DAY_MS,
  retention: {},
  erasureKey: undefined,
}

/**
 * Tidies the directory of a log, under living writers too, whose files it does not touch: seals the segments of
 * processes that died, merges small files, compresses old ones, and removes what the retention names.
 *
 * Nothing that a reader sees changes by it, but for what the retention removes, and cursors stay valid. It may be
 * killed at any moment: the next one finishes its work. A second one at the same time does nothing.
 *
 * @throws FinetapError `log_missing`, `source_unreadable`, `store_unwritable`, `store_failed`, `bad_option`
 * @example await compactLog('./.finetap', { retention: { ms: 90 * 86_400_000 } })
 */
export async function compactLog(dir: string, options: CompactOptions = {}): Promise<Compaction> {
  requirePath('compactLog', dir, './.finetap')
  requireDirectoryName(dir)
  checkCompactOptions('compactLog', options)
  return compact(dir, defined(options))
}

/** `compactLog` with the limits that tests need, and a look at each step. */
export async function compact(
  dir: string,
  limits: Partial<Limits>,
  step: (name: string) => void = () => {},
): Promise<Compaction> {
  const job: Job = { dir, now: Date.now(), limits: { ...LIMITS, ...limits }, counts: noCounts(), step }
  // Without a directory there is nothing to lock.
  await listLog(dir)
  try {
    const lock = await lockMaintenance(dir)
    if (lock === undefined) return { busy: true, ...job.counts }
    try {
      await run(job)
    } finally {
      await lock.release()
    }
  } catch (cause) {
    throw unwritableError(dir, cause)
  }
  return { busy: false, ...job.counts }
}

async function run(job: Job): Promise<void> {
  await sweepLeftovers(job)
  await sealOrphans(job)
  // What a dead writer left may hold what was erased since.
  const { erasureKey, orphanMs } = job.limits
  await finishLeft({ dir: job.dir, keyFile: createKeyFile(job.dir, erasureKey), orphanMs, step: job.step })
  await removeOld(job)
  await mergeSmall(job)
  await compressOld(job)
  await sweepBlobs(job)
}
