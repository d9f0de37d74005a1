import { lstat, unlink } from 'node:fs/promises'
import type { Cursor } from '../../core/store.ts'
import { FinetapError } from '../../core/errors.ts'
import { removeBlobsOf } from '../jsonl/blobs/unlink.ts'
import type { LogFile } from '../jsonl/files.ts'
import { lockMaintenance } from '../jsonl/maintenance/lock.ts'
import { writerOfId } from '../jsonl/reading/parse-log-file.ts'
import { logFiles } from './outbox-files.ts'
import { dropMark } from './outbox-mark.ts'
import { soundnessOf } from './sound.ts'

const LOCK_MS = 1_000

/** Removes files that were sent, but those in which something cannot be read. */
export type Release = (files: readonly LogFile[]) => Promise<void>

export function createRelease(dir: string, tell: (error: unknown) => void): Release {
  const kept = new Set<string>()

  async function release(file: LogFile): Promise<readonly string[]> {
    const stats = await lstat(file.path).catch(() => undefined)
    const look = `${file.path} ${stats?.size} ${stats?.mtimeMs}`
    if (stats === undefined || kept.has(look)) return []
    const sound = await soundnessOf(dir, file)
    if (sound.state === 'damaged') {
      kept.add(look)
      tell(keptError(file, `${sound.damage.reason} at byte ${sound.damage.offset}`))
    }
    if (sound.state !== 'sound') return []
    return unlink(file.path).then(
      () => sound.segments,
      () => [],
    )
  }

  return async (files) => {
    if (files.length === 0) return
    // Whoever merges them meanwhile would take the names of their blobs along. The next round is soon enough.
    const lock = await lockMaintenance(dir, LOCK_MS)
    if (lock === undefined) return
    try {
      const segments: string[] = []
      for (const file of files) segments.push(...(await release(file)))
      if (segments.length > 0) await removeBlobsOf(dir, segments)
      await dropMark(dir)
    } finally {
      await lock.release()
    }
  }
}

function keptError({ path }: LogFile, why: string): FinetapError {
  return new FinetapError('store_failed', {
    what: `Not all of ${path} could be sent to PostgreSQL`,
    why,
    fix: 'look into the file, and remove it: it stays in the outbox until you do',
  })
}

/** The files that nobody will add anything to any more. */
export async function completeFiles(dir: string): Promise<readonly LogFile[]> {
  return (await logFiles(dir)).filter(({ form }) => form === 'sealed' || form === 'merged')
}

/** Without the positions of writers of which no file is left: a cursor would grow with every process there ever was. */
export async function withoutGone(dir: string, cursor: Cursor): Promise<Cursor> {
  const files = await logFiles(dir)
  if (files.some(({ form }) => form === 'merged')) return cursor
  const writers = new Set(files.map(({ writer }) => writer))
  const entries = cursor.split(';').filter((entry) => entry !== '')
  const kept = entries.filter((entry) => {
    const [, id = ''] = /^([^:]+)\.jsonl:\d+$/.exec(entry) ?? []
    return id.includes('%') || writers.has(writerOfId(id))
  })
  return kept.map((entry) => `${entry};`).join('')
}
