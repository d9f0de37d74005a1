import { unlink } from 'node:fs/promises'
import type { Cursor } from '../../core/store.ts'
import { removeBlobsOf } from '../jsonl/blobs/unlink.ts'
import { listLog, type LogFile } from '../jsonl/files.ts'
import { writerOfId } from '../jsonl/parse-log-file.ts'
import { isMissing } from './errors.ts'

/** The files that their writers will add nothing to any more. */
export async function completeFiles(dir: string): Promise<readonly LogFile[]> {
  return (await list(dir)).filter(({ form }) => form === 'sealed')
}

/** Removes files that were sent, but those in which something could not be read. */
export async function releaseFiles(
  dir: string,
  files: readonly LogFile[],
  damaged: ReadonlySet<string>,
): Promise<void> {
  const sent = files.filter(({ path }) => !damaged.has(path))
  if (sent.length === 0) return
  for (const { path } of sent) await unlink(path).catch(() => {})
  await removeBlobsOf(
    dir,
    sent.map(({ id }) => id),
  )
}

/** Without the positions of writers of which no file is left: a cursor would grow with every process there ever was. */
export async function withoutGone(dir: string, cursor: Cursor): Promise<Cursor> {
  const files = await list(dir)
  if (files.some(({ form }) => form === 'merged')) return cursor
  const writers = new Set(files.map(({ writer }) => writer))
  const entries = cursor.split(';').filter((entry) => entry !== '')
  const kept = entries.filter((entry) => {
    const [, id = ''] = /^([^:]+)\.jsonl:\d+$/.exec(entry) ?? []
    return id.includes('%') || writers.has(writerOfId(id))
  })
  return kept.map((entry) => `${entry};`).join('')
}

async function list(dir: string): Promise<readonly LogFile[]> {
  try {
    return (await listLog(dir)).files
  } catch (cause) {
    if (isMissing(cause)) return []
    throw cause
  }
}
