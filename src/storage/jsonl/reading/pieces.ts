import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { FinetapError } from '../../../core/errors.ts'
import { textField } from '../../../core/field.ts'
import { unreadableError } from '../directory.ts'
import type { OpenFile } from './open-file.ts'

const PIECE_BYTES = 1_024 * 1_024

export type PieceOptions = {
  /** Bytes from the start of the content, inclusive. */
  readonly from?: number
  /** Bytes from the start of the content, exclusive. */
  readonly to?: number
  /** That of the files read before: new memory has to be cleared by the system, which takes as long as reading it full. */
  readonly memory?: PieceMemory
}

/** Gives memory for pieces, of which two are in use at a time: one is worked on, the next is read. */
export type PieceMemory = { readonly next: (bytes: number) => Buffer }

export function createPieceMemory(): PieceMemory {
  let [one, other] = [Buffer.alloc(0), Buffer.alloc(0)]
  return {
    next(bytes) {
      const taken = one.length < bytes ? Buffer.allocUnsafeSlow(bytes) : one
      one = other
      other = taken
      return taken
    },
  }
}

/** Compressed bytes that cannot be made plain: what could be was given before. */
export type PieceFault = { readonly reason: 'checksum' | 'torn'; readonly detail: string }

export type Piece = { readonly bytes: Buffer } | { readonly fault: PieceFault }

/**
 * The content of a file in pieces of up to 1 MiB, decompressed. Each piece is valid until the next is asked for.
 *
 * @throws FinetapError `source_unreadable`, also where this Node cannot decompress the file.
 */
export function readPieces(opened: OpenFile, options: PieceOptions = {}): AsyncGenerator<Piece> {
  const { file, handle } = opened
  return file.coding === 'plain' ? plainPieces(handle, file.path, options) : decompressed(opened)
}

async function* plainPieces(
  handle: FileHandle,
  path: string,
  { from = 0, to = Number.POSITIVE_INFINITY, memory = createPieceMemory() }: PieceOptions,
): AsyncGenerator<Piece> {
  // Not the file's present size: its writer may be at work, and a small buffer would then read all of it in crumbs.
  const length = Math.max(1, Math.min(PIECE_BYTES, to - from))
  let position = from
  let ahead: Promise<Buffer> | undefined
  try {
    while (position < to) {
      const bytes = await (ahead ?? next(position))
      if (bytes.length === 0) return
      position += bytes.length
      // While one piece is worked on, the next is read.
      ahead = bytes.length === length ? next(position) : undefined
      ahead?.catch(() => {})
      yield { bytes }
    }
  } finally {
    // The memory is somebody else's next.
    await ahead?.catch(() => {})
  }

  function next(start: number): Promise<Buffer> {
    return readAt(handle, path, {
      buffer: memory.next(length),
      length: Math.min(length, to - start),
      position: start,
    })
  }
}

type Place = { readonly buffer: Buffer; readonly length: number; readonly position: number }

async function readAt(handle: FileHandle, path: string, { buffer, length, position }: Place): Promise<Buffer> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, length, position)
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw unreadableError(path, cause)
  }
}

async function* decompressed({ file, handle }: OpenFile): AsyncGenerator<Piece> {
  const source = Readable.from(compressedPieces(handle, file.path))
  const output = file.coding === 'gzip' ? zlib.createGunzip({ chunkSize: PIECE_BYTES }) : zstdDecompress(file.path)
  source.on('error', (cause) => output.destroy(cause))
  source.pipe(output)
  try {
    for await (const bytes of output) if (Buffer.isBuffer(bytes)) yield { bytes }
  } catch (cause) {
    const fault = faultOf(cause)
    if (fault === undefined) throw unreadableError(file.path, cause)
    yield { fault }
  } finally {
    source.destroy()
    output.destroy()
  }
}

// Not a stream of the handle: that would close it, and whoever has opened it may read it again.
async function* compressedPieces(handle: FileHandle, path: string): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES)
    const bytes = await readAt(handle, path, { buffer, length: PIECE_BYTES, position })
    if (bytes.length === 0) return
    position += bytes.length
    yield bytes
  }
}

function zstdDecompress(path: string): zlib.ZstdDecompress {
  if ('createZstdDecompress' in zlib) return zlib.createZstdDecompress({ chunkSize: PIECE_BYTES })
  throw new FinetapError('source_unreadable', {
    what: `The log file ${path} cannot be decompressed`,
    why: `it is zstd, which Node ${process.versions.node} does not know`,
    fix: 'read it with Node 22.15 or newer, or run `zstd -d --rm` on the file',
  })
}

function faultOf(cause: unknown): PieceFault | undefined {
  const code = textField(cause, 'code') ?? ''
  if (!code.startsWith('Z_') && !code.startsWith('ZSTD_')) return undefined
  const isCut = code === 'Z_BUF_ERROR'
  return {
    reason: isCut ? 'torn' : 'checksum',
    detail: `the compressed bytes ${isCut ? 'end early' : 'are damaged'} (${code}); what follows is lost`,
  }
}
