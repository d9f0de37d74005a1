import { lstat } from 'node:fs/promises'
import { listLog, type LogFile } from '../files.ts'
import { openLogFile, type OpenFile } from '../reading/open-file.ts'
import { searchFile, type Searched } from '../reading/search-file.ts'

/** A file of the log as maintenance finds it. */
export type FoundFile = {
  readonly file: LogFile
  readonly size: number
  readonly modifiedMs: number
  /** The segments that lie in it. */
  readonly segments: readonly string[]
  readonly searched: Searched
}

/** All files of the log that this user may change, in the order in which they are read. */
export async function findFiles(dir: string): Promise<readonly FoundFile[]> {
  const { files, owner } = await listLog(dir)
  const found: FoundFile[] = []
  for (const file of files) {
    const stats = await lstat(file.path).catch(() => undefined)
    if (stats?.isFile() !== true) continue
    const result = await withOpen(file, owner, (opened) => search(opened))
    if (result !== undefined) found.push(result)
  }
  return found
}

async function search(opened: OpenFile): Promise<FoundFile> {
  const { file, size, modifiedMs } = opened
  const searched = await searchFile(opened, Number.POSITIVE_INFINITY, undefined)
  const merged = file.form === 'merged' ? searched.header?.merged : undefined
  return { file, size, modifiedMs, segments: merged ?? [file.id], searched }
}

/** Undefined when the file is not there any more, or somebody else's. */
export async function withOpen<Result>(
  file: LogFile,
  owner: number | undefined,
  work: (opened: OpenFile) => Promise<Result>,
): Promise<Result | undefined> {
  const opening = await openLogFile(file, owner)
  if (opening.state !== 'open') return undefined
  try {
    return await work(opening.opened)
  } finally {
    await opening.opened.handle.close()
  }
}
