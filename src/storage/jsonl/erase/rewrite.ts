import { constants } from 'node:fs'
import { lstat, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import type { LogFile } from '../files.ts'
import type { OpenFile } from '../open-file.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const ZSTD_LEVEL = 3

export type Replacement = {
  readonly opened: OpenFile
  /** Under which name what stays is kept: another one when an orphan is sealed by it. */
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
  const temporary = temporaryOf(path)
  await unlink(temporary).catch(() => {})
  const before = await opened.handle.stat()
  const size = await write(temporary, file, content)
  step('written')
  const after = await lstat(file.path)
  if (after.ino !== before.ino || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    await unlink(temporary)
    return false
  }
  if (size === 0) await unlink(temporary)
  else await rename(temporary, path)
  step('renamed')
  if (size === 0 || path !== file.path) await unlink(file.path)
  await syncDirectory(dirname(path))
  step('replaced')
  return true
}

export function temporaryOf(path: string): string {
  return join(dirname(path), `.${path.slice(dirname(path).length + 1)}.tmp`)
}

async function write(path: string, { coding }: LogFile, content: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, FLAGS, 0o600)
  let size = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const bytes of content) {
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

async function writeTo(file: FileHandle, content: AsyncIterable<Buffer>): Promise<void> {
  // Of a handle, this goes on behind what was written before.
  for await (const bytes of content) await file.writeFile(bytes)
}

function zstdCompress(): zlib.ZstdCompress {
  if (!('createZstdCompress' in zlib)) throw new Error(`Node ${process.versions.node} does not know zstd`)
  return zlib.createZstdCompress({ params: { [zlib.constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
