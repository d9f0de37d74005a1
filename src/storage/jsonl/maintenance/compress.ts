import { createHash } from 'node:crypto'
import { lstat, unlink } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import type { LogFile } from '../files.ts'
import { markerLine } from '../markers.ts'
import type { OpenFile } from '../reading/open-file.ts'
import { readPieces } from '../reading/pieces.ts'
import type { Job } from './job.ts'
import { partsOf } from './parts.ts'
import { findFiles, withOpen, type FoundFile } from './sealed-files.ts'
import { syncDirectory, writeWhole } from './write-file.ts'

const ZSTD_LEVEL = 3

/** Compresses sealed and merged files that were written last long ago: with zstd where Node has it, else with gzip. */
export async function compressOld(job: Job): Promise<void> {
  for (const found of await findFiles(job.dir)) {
    const { file, modifiedMs } = found
    if (file.coding !== 'plain' || (file.form !== 'sealed' && file.form !== 'merged')) continue
    if (job.now - modifiedMs < job.limits.compressAfterMs) continue
    await withOpen(file, undefined, (opened) => compress(opened, found, job))
  }
}

async function compress(opened: OpenFile, found: FoundFile, job: Job): Promise<void> {
  const { file, modifiedMs, size } = opened
  // A torn or damaged one is left to people as it is.
  if ((await partsOf(opened)) === undefined) return
  const isZstd = 'createZstdCompress' in zlib
  const path = `${file.path}.${isZstd ? 'zst' : 'gz'}`
  const written = createHash('sha256')
  await writeWhole(
    {
      path,
      content: contentOf(opened, found, written),
      modifiedMs,
      compress: isZstd ? zstd() : zlib.createGzip(),
      async verify(temporary) {
        const expected = written.digest('hex')
        if ((await hashOf(temporary, isZstd ? 'zstd' : 'gzip')) !== expected)
          throw new Error(`${path} is not what was written`)
        const now = await lstat(file.path)
        if (now.size !== size || now.mtimeMs !== modifiedMs) throw new Error(`${file.path} is being written to`)
      },
    },
    job,
  )
  await unlink(file.path)
  job.step('compressed file removed')
  await syncDirectory(job.dir)
  job.counts.compressed += 1
}

type Hash = ReturnType<typeof createHash>

async function* contentOf(opened: OpenFile, { searched }: FoundFile, hash: Hash): AsyncGenerator<Buffer> {
  const { id } = opened.file
  // So that readers need not decompress it to know that it holds no erasures, and notice when its end is missing.
  if (searched.header === undefined) {
    const header = markerLine({ id, at: 0, erasures: searched.erasures.length, total: opened.size })
    hash.update(header)
    yield header
  }
  for await (const piece of readPieces(opened)) {
    if ('fault' in piece) throw new Error(piece.fault.detail)
    hash.update(piece.bytes)
    yield Buffer.from(piece.bytes)
  }
}

async function hashOf(path: string, coding: LogFile['coding']): Promise<string> {
  const file: LogFile = { name: basename(path), path, id: '', writer: '', form: 'sealed', coding }
  const hash = createHash('sha256')
  await withOpen(file, undefined, async (opened) => {
    for await (const piece of readPieces(opened)) {
      if ('fault' in piece) throw new Error(piece.fault.detail)
      hash.update(piece.bytes)
    }
  })
  return hash.digest('hex')
}

function zstd(): Transform {
  const { ZSTD_c_compressionLevel: level, ZSTD_c_checksumFlag: checksum } = zlib.constants
  return zlib.createZstdCompress({ params: { [level]: ZSTD_LEVEL, [checksum]: 1 } })
}
