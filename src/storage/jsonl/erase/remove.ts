import { lstat } from 'node:fs/promises'
import type { Erasure, ErasureSelector } from '../../../core/erasure.ts'
import type { Generation } from '../../../core/generation.ts'
import { erasureFilter } from '../../erasure/filter.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { createBlobReader } from '../blobs/read.ts'
import type { BlobValue } from '../blobs/detach.ts'
import { listLog, type LogFile } from '../files.ts'
import { openLogFile } from '../open-file.ts'
import { createSurveyor } from '../survey.ts'
import { blobLinks, idOfLink } from '../blobs/unlink.ts'
import { sweepDoubles, sweepLinks, sweepQuarantine } from './leftovers.ts'
import { createNeedles } from './needles.ts'
import { remainingContent, type Unwanted } from './remaining.ts'
import { replaceFile } from './rewrite.ts'
import { surveyFile } from './survey.ts'

/** A file whose writer has not touched it for so long has none any more. */
const ORPHAN_MS = 300_000

export type RemovalOptions = {
  readonly dir: string
  readonly key: ErasureKey
  /** Beside those that are found in the log. */
  readonly erasures: readonly Erasure[]
  /** Of the erasure under way: what it names in clear text is looked for in bytes that cannot be read. */
  readonly selector?: ErasureSelector
  /** Which of the removed generations count. */
  readonly counts?: (generation: Generation) => boolean
  /** Looks at the files of these segments only, and for no other erasures. */
  readonly only?: ReadonlySet<string>
  /** Called behind each step, for tests. */
  readonly step?: (name: string) => void
}

export type Removal = {
  /** How many of the generations that count are still there. */
  readonly pending: number
  /** True when nothing that is hidden is left. */
  readonly isComplete: boolean
}

/**
 * Rewrites every file of a log that holds what its erasures hide, but those of living writers, and removes the blobs
 * that no line names any more. Whoever calls it has the maintenance lock.
 */
export async function removeErased(options: RemovalOptions): Promise<Removal> {
  const { dir, key, selector, only, step = () => {} } = options
  // Before the files: a segment that has a link by now is among them.
  const links = await blobLinks(dir)
  const { files, owner, erasures } = await look(options)
  const bearsName = createNeedles(erasures, selector)
  const unwanted: Unwanted = { isErased: erasureFilter(erasures, [key]), bearsName }
  const work: Work = { options, unwanted, blob: createBlobReader(dir), step, named: new Map(), others: new Set() }
  let pending = 0
  let isComplete = true
  for (const file of files) {
    const left = await clean(file, owner, work)
    pending += left.counted
    isComplete &&= left.unwanted === 0
  }
  const swept = only === undefined ? links : links.filter(({ name }) => only.has(idOfLink(name)))
  await sweepLinks(dir, { links: swept, named: work.named, others: work.others })
  step('blobs')
  if (only === undefined) await sweepQuarantine(dir, bearsName)
  step('quarantine')
  return { pending, isComplete }
}

type Look = {
  readonly files: readonly LogFile[]
  readonly owner: number | undefined
  readonly erasures: readonly Erasure[]
}

async function look({ dir, erasures, only }: RemovalOptions): Promise<Look> {
  if (only !== undefined) {
    const { files, owner } = await listLog(dir)
    return { files: files.filter(({ id, form }) => form !== 'merged' && only.has(id)), owner, erasures }
  }
  const log = await createSurveyor(dir).look(() => Number.POSITIVE_INFINITY)
  const merged = log.files.flatMap(({ file, segments }) => (file.form === 'merged' ? segments : []))
  await sweepDoubles(dir, new Set(merged.filter((id) => id !== undefined)))
  const files = log.files.map(({ file }) => file)
  return { files, owner: log.owner, erasures: [...log.erasures, ...erasures] }
}

type Work = {
  readonly options: RemovalOptions
  readonly unwanted: Unwanted
  readonly blob: (sha256: string) => BlobValue
  readonly step: (name: string) => void
  readonly named: Map<string, ReadonlySet<string>>
  readonly others: Set<string>
}

type Left = { readonly unwanted: number; readonly counted: number }

/** What is left in a file that should go. */
async function clean(file: LogFile, owner: number | undefined, work: Work): Promise<Left> {
  const { options, unwanted, blob, step, named, others } = work
  const { dir, counts = () => false } = options
  const opening = await openLogFile(file, owner)
  if (opening.state !== 'open') return { unwanted: 0, counted: 0 }
  const { opened } = opening
  try {
    const survey = await surveyFile(opened, blob, unwanted, counts)
    const isLiving = file.form === 'open' && Date.now() - (await lstat(file.path)).mtimeMs < ORPHAN_MS
    for (const [id, blobs] of survey.segments) if (!isLiving) named.set(id, blobs)
    if (isLiving) others.add(file.id)
    if (isLiving || survey.unwanted === 0) return survey
    const kept = new Map([...survey.segments.keys()].map((id) => [id, new Set<string>()]))
    const onBlob = (segment: string, sha256: string) => void kept.get(segment)?.add(sha256)
    const content = remainingContent({ dir, opened, blob, unwanted, onBlob })
    if (!(await replaceFile({ opened, path: sealedPath(file), content, step }))) return survey
    for (const [id, blobs] of kept) named.set(id, blobs)
    return { unwanted: 0, counted: 0 }
  } finally {
    await opened.handle.close()
  }
}

function sealedPath({ form, path }: LogFile): string {
  return form === 'open' ? path.replace(/\.open\.jsonl$/, '.jsonl') : path
}
