import { constants } from 'node:fs'
import { lstat, open, rename, unlink, utimes, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import type { LogFile } from '../files.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { syncDirectory } from '../sync-directory.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const ZSTD_LEVEL = 3
const PIECE_BYTES = 256 * 1_024

export type Replacement = {
  readonly opened: OpenFile
  /** Where it is by now. */
  readonly path: string
  /** The new content. */
  readonly content: AsyncIterable<Buffer>
  /** Called behind each step, for tests. */
  readonly step: (name: string) => void
}

/**
 * Puts other content in the place of a file: all of it, or nothing. What comes out empty is removed.
 *
 * @returns false when somebody has written to the file meanwhile; then it is as it was
 */
export async function replaceFile({ opened, path, content, step }: Replacement): Promise<boolean> {
  const { file } = opened
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  await unlink(temporary).catch(() => {})
  try {
    const before = await opened.handle.stat()
    const size = await write(temporary, file, content)
    // Its age is what retention goes by.
    await utimes(temporary, before.atimeMs / 1_000, before.mtimeMs / 1_000)
    step('written')
    const after = await lstat(path)
    if (after.ino !== before.ino || after.size !== before.size || after.mtimeMs !== before.mtimeMs) return false
    if (size === 0) await unlink(path)
    else await rename(temporary, path)
    step('renamed')
  } finally {
    await unlink(temporary).catch(() => {})
  }
  await syncDirectory(dirname(path))
  step('replaced')
  return true
}

async function write(path: string, { coding }: LogFile, content: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, FLAGS, 0o600)
  let size = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const bytes of gathered(content)) {
      size += bytes.length
      yield bytes
    }
  }
  try {
    if (coding === 'plain') await writeTo(file, counted())
    else {
      const compressor = coding === 'gzip' ? zlib.createGzip() : zstdCompress()
      await pipeline(counted, compressor, (compressed: AsyncIterable<Buffer>) => writeTo(file, compressed))
    }
    await file.datasync()
    return size
  } finally {
    await file.close()
  }
}

/** Lines in pieces, each of its own: a write takes longer than most lines, and a stream keeps what it was given. */
async function* gathered(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE_BYTES)
  let used = 0
  for await (const bytes of content) {
    for (let done = 0; done < bytes.length;) {
      const copied = bytes.copy(piece, used, done)
      done += copied
      used += copied
      if (used < piece.length) continue
      yield piece
      piece = Buffer.allocUnsafe(PIECE_BYTES)
      used = 0
    }
  }
  if (used > 0) yield piece.subarray(0, used)
}

async function writeTo(file: FileHandle, content: AsyncIterable<Buffer>): Promise<void> {
  // Of a handle, this goes on behind what was written before.
  for await (const bytes of content) await file.writeFile(bytes)
}

function zstdCompress(): zlib.ZstdCompress {
  if (!('createZstdCompress' in zlib)) throw new Error(`Node ${process.versions.node} does not know zstd`)
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = zlib.constants
  return zlib.createZstdCompress({ params: { [level]: ZSTD_LEVEL, [checksum]: 1 } })
}
