import type { Erasure, ErasureSelector } from '../../../core/erasure.ts'
import type { Generation } from '../../../core/generation.ts'
import { erasureFilter } from '../../erasure/filter.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { createBlobReader } from '../blobs/read.ts'
import { blobLinks, idOfLink } from '../blobs/unlink.ts'
import { listLog, type LogFile } from '../files.ts'
import { createSurveyor, type Surveyor } from '../reading/survey.ts'
import { cleanFile, type Cleaned, type Work } from './clean.ts'
import { sweepDoubles, sweepLinks, sweepQuarantine } from './leftovers.ts'
import { createNeedles } from './needles.ts'

/** A file whose writer has not touched it for so long has none any more. */
const ORPHAN_MS = 300_000

export type RemovalOptions = {
  readonly dir: string
  readonly keys: readonly ErasureKey[]
  /** Beside those that are found in the log. */
  readonly erasures: readonly Erasure[]
  /** Of the erasure under way: what it names in clear text is looked for in bytes that cannot be read. */
  readonly selector?: ErasureSelector
  /** Which of the removed generations count. */
  readonly counts?: (generation: Generation) => boolean
  /** Looks at the files of these segments only, and for no other erasures. */
  readonly only?: ReadonlySet<string> | undefined
  readonly orphanMs?: number | undefined
  /** One that has looked at the log before knows most of it. */
  readonly surveyor?: Surveyor
  /** Called behind each step, for tests. */
  readonly step?: ((name: string) => void) | undefined
}

export type Removal = {
  /** How many of the generations that count are still there; undefined when some file could not be looked at. */
  readonly pending: number | undefined
  /** How many of them were removed. */
  readonly removed: number
  /** True when nothing that is hidden is left. */
  readonly isComplete: boolean
  /** Those of `erasures` that the log does not hold: whoever began them has died before, or is about to append them. */
  readonly unlogged: readonly Erasure[]
}

/**
 * Rewrites every file of a log that holds what its erasures hide, but those of living writers, and removes the blobs
 * that no line names any more. What cannot be done with one file does not keep it from the others. Whoever calls it has
 * the maintenance lock.
 */
export async function removeErased(options: RemovalOptions): Promise<Removal> {
  const { dir, keys, selector, only, counts = () => false, orphanMs = ORPHAN_MS, step = () => {} } = options
  // Before the files: a segment that has a link by now is among them.
  const links = await blobLinks(dir)
  const { files, owner, erasures, unlogged } = await look(options)
  const bearsName = createNeedles(erasures, selector, keys)
  const unwanted = { isErased: erasureFilter(erasures, keys), bearsName }
  const work: Work = { dir, owner, unwanted, counts, orphanMs, blob: createBlobReader(dir), step }
  const total = createTotal()
  for (const file of files) total.add(file, await cleanFile(file.file, work).catch(unlessKilled))
  const swept = only === undefined ? links : links.filter(({ name }) => total.named.has(idOfLink(name)))
  if (total.isAllNamed()) await sweepLinks(dir, { links: swept, named: total.named, others: total.others })
  step('blobs')
  await sweepQuarantine(dir, bearsName)
  step('quarantine')
  return { ...total.result(), unlogged }
}

type LookedAt = {
  readonly file: LogFile
  readonly segments: readonly string[]
  /** False when others may lie in it too. */
  readonly saysAll: boolean
}

type Look = {
  readonly files: readonly LookedAt[]
  readonly owner: number | undefined
  readonly erasures: readonly Erasure[]
  readonly unlogged: readonly Erasure[]
}

async function look({ dir, erasures, only, surveyor = createSurveyor(dir) }: RemovalOptions): Promise<Look> {
  if (only !== undefined) {
    const { files, owner } = await listLog(dir)
    const there = new Set(files.map(({ id, form }) => (form === 'merged' ? undefined : id)))
    // What has no file of its own any more may lie in any merged one.
    const isMerged = [...only].some((id) => !there.has(id))
    const own = files.filter(({ id, form }) => only.has(id) || (isMerged && form === 'merged'))
    const found = own.map((file) => ({ file, segments: [file.id], saysAll: file.form !== 'merged' }))
    return { files: found, owner, erasures, unlogged: [] }
  }
  const log = await surveyor.look(() => Number.POSITIVE_INFINITY)
  const merged = log.files.flatMap(({ file, segments }) => (file.form === 'merged' ? segments : []))
  await sweepDoubles(dir, new Set(merged))
  const refused = log.refused.map(({ file }) => ({ file, segments: [file.id], saysAll: file.form !== 'merged' }))
  const logged = new Set(log.erasures.map(({ id }) => id))
  return {
    files: [...log.files, ...refused],
    owner: log.owner,
    erasures: [...log.erasures, ...erasures],
    unlogged: erasures.filter(({ id }) => !logged.has(id)),
  }
}

function createTotal() {
  const named = new Map<string, ReadonlySet<string>>()
  const others = new Set<string>()
  let pending: number | undefined = 0
  let removed = 0
  let isComplete = true
  let isAllNamed = true
  return {
    named,
    others,
    isAllNamed: () => isAllNamed,
    add({ segments, saysAll }: LookedAt, cleaned: Cleaned | undefined): void {
      for (const [id, blobs] of cleaned?.named ?? []) named.set(id, blobs)
      if (cleaned?.named === undefined) for (const id of segments) others.add(id)
      if (cleaned?.named === undefined && !saysAll) isAllNamed = false
      if (cleaned?.left === undefined) pending = undefined
      else if (pending !== undefined) pending += cleaned.pending
      removed += cleaned?.removed ?? 0
      isComplete &&= cleaned?.left === 0
    },
    result: () => ({ pending, removed, isComplete }),
  }
}

/** What the system says of a file is about that file. */
function unlessKilled(cause: unknown): undefined {
  if (cause instanceof Error && 'code' in cause) return undefined
  throw cause
}
