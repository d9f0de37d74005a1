import type { ErasureSelector } from '../../../core/erasure.ts'
import { FinetapError } from '../../../core/errors.ts'
import { erasureFilter, type ErasureFilter } from '../../erasure/filter.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { planErasure, type ErasurePlan } from '../../erasure/plan.ts'
import type { BlobValue } from '../blobs/detach.ts'
import { createBlobReader } from '../blobs/read.ts'
import type { LogFile } from '../files.ts'
import { createLineSplitter, type Line } from '../reading/line-splitter.ts'
import { openLogFile, type OpenFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import type { LogSurvey, Surveyor } from '../reading/survey.ts'
import { labelledOn } from './labelled.ts'
import type { ErasureMark } from './mark.ts'
import { spellingsOf } from './spellings.ts'

/** Others rename files while they are looked through; then it begins anew. */
const LOOKS = 100

export type FindOptions = {
  readonly dir: string
  readonly selector: ErasureSelector
  readonly reason: string | undefined
  /** Under which the erasure names whom. */
  readonly key: ErasureKey
  readonly keys: readonly ErasureKey[]
  readonly mark: ErasureMark
  readonly surveyor: Surveyor
  /** How far a file may be read. */
  readonly to: (file: LogFile) => number
}

export type Found = { readonly plan: ErasurePlan; readonly ids: ReadonlySet<string> }

/** Plans an erasure of what readers see now. Only lines that bear the name are parsed. */
export async function findErasable(options: FindOptions): Promise<Found> {
  const { dir, selector, reason, key, keys, mark, surveyor, to } = options
  const search = { names: spellingsOf(String(Object.values(selector)[0])), blob: createBlobReader(dir), to }
  for (let look = 0; look < LOOKS; look += 1) {
    const plan = planErasure({ selector, key, reason })
    const ids = new Set<string>()
    const survey = await orNothing(surveyor.look(to))
    if (survey === undefined) return { plan, ids }
    const isHidden = erasureFilter([...survey.erasures, ...(await mark.read())], keys)
    if (await takeAll(survey, { ...search, plan, ids, isHidden })) return { plan, ids }
  }
  throw new FinetapError('source_unreadable', {
    what: `The log ${dir} cannot be read`,
    why: `its files were renamed ${LOOKS} times while they were looked through`,
    fix: 'look whether processes compact it all the time, and erase again',
  })
}

/** Where nothing has been written yet, there is nothing to hide. */
async function orNothing(looking: Promise<LogSurvey>): Promise<LogSurvey | undefined> {
  try {
    return await looking
  } catch (error) {
    if (FinetapError.isInstance(error) && error.code === 'log_missing') return undefined
    throw error
  }
}

type Search = {
  readonly names: readonly Buffer[]
  readonly blob: (sha256: string) => BlobValue
  readonly to: (file: LogFile) => number
  readonly plan: ErasurePlan
  readonly ids: Set<string>
  readonly isHidden: ErasureFilter
}

/** Returns false when a file was no longer where it was seen. */
async function takeAll({ files, owner }: LogSurvey, search: Search): Promise<boolean> {
  for (const { file } of files) {
    const opening = await openLogFile(file, owner)
    if (opening.state === 'gone') return false
    if (opening.state === 'refused') continue
    try {
      await takeFrom(opening.opened, search)
    } finally {
      await opening.opened.handle.close()
    }
  }
  return true
}

async function takeFrom(opened: OpenFile, { names, blob, to, plan, ids, isHidden }: Search): Promise<void> {
  const isForeign = opened.file.form === 'foreign'
  const splitter = createLineSplitter(0)

  function take(lines: readonly Line[]): void {
    for (const { bytes } of lines) {
      // Only what others have written may spell a name in another way.
      if (!isForeign && !names.some((name) => bytes.includes(name))) continue
      const { event } = labelledOn(bytes, blob)
      if (event?.type === 'generation' && !isHidden(event) && plan.take(event)) ids.add(event.id)
    }
  }

  for await (const piece of readPieces(opened, { to: to(opened.file) })) {
    if ('fault' in piece) return
    take(splitter.lines(piece.bytes))
  }
  const rest = splitter.rest()
  if (isForeign && rest !== undefined) take([rest])
}
