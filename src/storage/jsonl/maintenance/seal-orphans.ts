import { constants, type Stats } from 'node:fs'
import { lstat, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { listLog, type LogFile } from '../files.ts'
import type { Job } from './job.ts'
import { syncDirectory, writeWhole } from './write-file.ts'

const LINE_FEED = 0x0a
const PIECE_BYTES = 64 * 1_024

/** Seals the segments of writers that died, and moves the torn ends of sealed ones into `quarantine/`. */
export async function sealOrphans(job: Job): Promise<void> {
  for (const file of (await listLog(job.dir)).files) {
    if (file.coding !== 'plain' || (file.form !== 'open' && file.form !== 'sealed')) continue
    const stats = await lstat(file.path).catch(() => undefined)
    // A file that was touched a moment ago may be that of a living writer, also under the name of a sealed one.
    if (stats === undefined || !stats.isFile() || job.now - stats.mtimeMs <= job.limits.orphanMs) continue
    const path = file.form === 'open' ? await seal(file, job) : file.path
    await mendEnd(file, path, stats, job)
  }
}

/** First the new name: a writer that only slept looks whether its file is in place before it writes. */
async function seal(file: LogFile, job: Job): Promise<string> {
  const path = join(job.dir, `${file.id}.jsonl`)
  await rename(file.path, path)
  job.step('orphan renamed')
  await syncDirectory(job.dir)
  job.counts.sealed += 1
  return path
}

async function mendEnd(file: LogFile, path: string, stats: Stats, job: Job): Promise<void> {
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    const { size } = await handle.stat()
    const end = await endOfLines(handle, size)
    if (end < size) {
      await quarantine(handle, { file, end, size }, job)
      await handle.truncate(end)
      // When it was written last is what its age is counted from.
      await handle.utimes(stats.atimeMs / 1_000, stats.mtimeMs / 1_000)
      await handle.sync()
      job.step('torn end cut')
    } else if (file.form === 'open') await handle.sync()
    if (end === 0) await unlink(path)
  } finally {
    await handle.close()
  }
}

type Tail = { readonly file: LogFile; readonly end: number; readonly size: number }

async function quarantine(handle: FileHandle, { file, end, size }: Tail, job: Job): Promise<void> {
  const folder = join(job.dir, 'quarantine')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await syncDirectory(job.dir)
  const content = pieces(handle, end, size)
  await writeWhole({ path: join(folder, `${file.id}@${end}.bin`), content, modifiedMs: job.now }, job)
  job.counts.quarantined += 1
}

/** Behind the last line feed. */
async function endOfLines(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES)
  for (let until = size; until > 0; until -= PIECE_BYTES) {
    const start = Math.max(0, until - PIECE_BYTES)
    const { bytesRead } = await handle.read(buffer, 0, until - start, start)
    const feed = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED)
    if (feed !== -1) return start + feed + 1
  }
  return 0
}

/** The bytes from `start` to `end`. */
export async function* pieces(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const { bytesRead, buffer } = await handle.read({
      buffer: Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - position)),
      position,
    })
    if (bytesRead === 0) throw new Error('a file has become shorter while it was read')
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
