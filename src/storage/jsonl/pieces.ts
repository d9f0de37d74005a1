import { open, stat } from 'node:fs/promises'
import { field } from '../../core/field.ts'
import { unreadableError } from './directory.ts'

const PIECE_BYTES = 256 * 1_024

export type PieceOptions = {
  /** Bytes from the start of the file, inclusive. */
  readonly from?: number
  /** Bytes from the start of the file, exclusive. */
  readonly to?: number
}

/**
 * The bytes of a file in pieces of up to 256 KiB, from and to the given offsets. Each piece is valid until the next is
 * asked for. A file that has been removed has none.
 *
 * @throws FinetapError `source_unreadable`
 */
export async function* readPieces(
  path: string,
  { from = 0, to = Number.POSITIVE_INFINITY }: PieceOptions,
): AsyncGenerator<Buffer> {
  const file = await unlessRemoved(path, open(path, 'r'))
  if (file === undefined) return
  try {
    // Not the file's present size: its writer may be at work, and a small buffer would then read all of it in crumbs.
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(PIECE_BYTES, to - from)))
    let position = from
    while (position < to) {
      const length = Math.min(buffer.length, to - position)
      const { bytesRead } = await file.read(buffer, 0, length, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } catch (cause) {
    throw unreadableError(path, cause)
  } finally {
    await file.close()
  }
}

/** In bytes; 0 when the file has been removed. */
export async function sizeOfFile(path: string): Promise<number> {
  return (await unlessRemoved(path, stat(path)))?.size ?? 0
}

async function unlessRemoved<Result>(path: string, result: Promise<Result>): Promise<Result | undefined> {
  try {
    return await result
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return undefined
    throw unreadableError(path, cause)
  }
}
