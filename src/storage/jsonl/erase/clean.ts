import { lstat, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Generation } from '../../../core/generation.ts'
import type { BlobValue } from '../blobs/detach.ts'
import type { LogFile } from '../files.ts'
import { openLogFile, type OpenFile } from '../reading/open-file.ts'
import { sealedNameOf } from '../segment-name.ts'
import { syncDirectory } from '../sync-directory.ts'
import { remainingContent } from './remaining.ts'
import { replaceFile } from './rewrite.ts'
import { surveyFile, type Survey, type Unwanted } from './survey.ts'

export type Work = {
  readonly dir: string
  readonly owner: number | undefined
  readonly unwanted: Unwanted
  /** Which of the removed generations count. */
  readonly counts: (generation: Generation) => boolean
  /** A file whose writer has not touched it for so many milliseconds has none any more. */
  readonly orphanMs: number
  readonly blob: (sha256: string) => BlobValue
  readonly step: (name: string) => void
}

export type Cleaned = {
  /** How many lines of the file should go and are still there; undefined when that is not known. */
  readonly left: number | undefined
  /** Generations that count, among those that are left, and among those that were removed. */
  readonly pending: number
  readonly removed: number
  /** The blobs that the lines of each segment in the file name; undefined when more may be named. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>> | undefined
}

const UNKNOWN: Cleaned = { left: undefined, pending: 0, removed: 0, named: undefined }

/** Takes out of a file what is unwanted, unless its writer lives or it is damaged. Rejects when that fails. */
export async function cleanFile(file: LogFile, work: Work): Promise<Cleaned> {
  const opening = await openLogFile(file, work.owner)
  if (opening.state === 'gone' && file.form === 'open') return cleanFile(sealedForm(file), work)
  if (opening.state !== 'open') return UNKNOWN
  const { opened } = opening
  try {
    return await clean(opened, work)
  } finally {
    await opened.handle.close()
  }
}

async function clean(opened: OpenFile, work: Work): Promise<Cleaned> {
  const { blob, unwanted, counts } = work
  const survey = await surveyFile(opened, blob, unwanted, counts)
  if (opened.file.form === 'open' && !(await isOrphan(opened, work))) return left(survey, undefined)
  if (survey.unwanted.size === 0 || !survey.isWhole) return left(survey, survey.isWhole ? survey.segments : undefined)
  try {
    return await rewrite(opened, survey, work)
  } catch (cause) {
    // A full disk, mostly. What is there still is told by the survey.
    if (cause instanceof Error && 'code' in cause) return left(survey, undefined)
    throw cause
  }
}

async function rewrite(opened: OpenFile, survey: Survey, { dir, blob, step }: Work): Promise<Cleaned> {
  const { file } = opened
  const anew = new Map([...survey.segments.keys()].map((id) => [id, new Set<string>()]))
  const onBlob = (segment: string, sha256: string) => void anew.get(segment)?.add(sha256)
  const { path } = sealedForm(file)
  if (path !== file.path) {
    // First the new name: a writer that only slept looks whether its file is in place before it says what it has written.
    await rename(file.path, path)
    await syncDirectory(dirname(path))
    step('sealed')
  }
  const content = remainingContent({ dir, opened, blob, survey, onBlob })
  if (!(await replaceFile({ opened, path, content, step }))) return left(survey, undefined)
  return { left: 0, pending: 0, removed: survey.counted, named: survey.isApart ? survey.kept : anew }
}

function left({ unwanted, counted }: Survey, named: Cleaned['named']): Cleaned {
  return { left: unwanted.size, pending: counted, removed: 0, named }
}

async function isOrphan({ handle, file }: OpenFile, { orphanMs }: Work): Promise<boolean> {
  const [{ mtimeMs, ino }, found] = [await handle.stat(), await lstat(file.path).catch(() => undefined)]
  return found?.ino === ino && Date.now() - mtimeMs > orphanMs
}

function sealedForm(file: LogFile): LogFile {
  if (file.form !== 'open') return file
  const name = sealedNameOf(file.id)
  return { ...file, form: 'sealed', name, path: `${dirname(file.path)}/${name}` }
}
