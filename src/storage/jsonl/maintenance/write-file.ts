import { constants } from 'node:fs'
import { open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline, Readable, type Transform } from 'node:stream'
import type { Job } from './job.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

export type WholeFile = {
  readonly path: string
  readonly content: AsyncIterable<Buffer> | Iterable<Buffer>
  readonly modifiedMs: number
  readonly compress?: Transform
  /** Is shown the file before it gets its name; what it throws leaves all as it was. */
  readonly verify?: (temporary: string) => Promise<void>
}

/** Makes a file that is on the disk, whole, before it has its name. */
export async function writeWhole({ path, content, modifiedMs, compress, verify }: WholeFile, job: Job): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  await unlink(temporary).catch(() => {})
  try {
    const file = await open(temporary, FLAGS, 0o600)
    try {
      for await (const bytes of compress === undefined ? content : compressed(content, compress)) {
        await writeAll(file, bytes)
      }
      await file.utimes(modifiedMs / 1_000, modifiedMs / 1_000)
      await file.sync()
    } finally {
      await file.close()
    }
    job.step('temporary written')
    await verify?.(temporary)
    await rename(temporary, path)
  } catch (cause) {
    await unlink(temporary).catch(() => {})
    throw cause
  }
  job.step('temporary renamed')
  await syncDirectory(dirname(path))
}

async function* compressed(content: WholeFile['content'], compress: Transform): AsyncGenerator<Buffer> {
  // What goes wrong on the way arrives at the reading end.
  pipeline(Readable.from(content), compress, () => {})
  for await (const bytes of compress) if (Buffer.isBuffer(bytes)) yield bytes
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY)
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
