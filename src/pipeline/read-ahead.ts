import { closeSync, openSync, readSync } from 'node:fs'
import type { ReadAt, Stretch } from './read-at.ts'

const WINDOW_BYTES = 64 * 1024

/** Opens a file of which stretches are wanted, most of them in order. */
export function openAhead(path: string): Pick<ReadAt, 'bytes' | 'close'> {
  const file = openSync(path, 'r')
  return { bytes: readAhead(file), close: () => closeSync(file) }
}

/**
 * Reads stretches of a file. Those that come in order, or nearly, are windows on a larger piece that is read at once; any
 * other is read by itself.
 */
export function readAhead(file: number): (stretch: Stretch) => Buffer {
  let window: Buffer = Buffer.alloc(0)
  let start = 0
  let behindLast = 0

  return ({ offset, length }) => {
    const gap = offset - behindLast
    behindLast = offset + length
    const within = offset - start
    if (within >= 0 && within + length <= window.length) return window.subarray(within, within + length)
    if (gap < 0 || gap >= WINDOW_BYTES || length >= WINDOW_BYTES) return readWhole(file, offset, length)
    // A new one each time: whoever holds a stretch of it may hold it on.
    window = readUpTo(file, Buffer.allocUnsafeSlow(WINDOW_BYTES), offset)
    start = offset
    if (window.length < length) throw endedBefore(offset + length)
    return window.subarray(0, length)
  }
}

function readWhole(file: number, offset: number, length: number): Buffer {
  const bytes = readUpTo(file, Buffer.allocUnsafe(length), offset)
  if (bytes.length < length) throw endedBefore(offset + length)
  return bytes
}

/** What the file holds from there on, at most as much as there is room for. */
function readUpTo(file: number, room: Buffer, offset: number): Buffer {
  let filled = 0
  while (filled < room.length) {
    const read = readSync(file, room, filled, room.length - filled, offset + filled)
    if (read === 0) break
    filled += read
  }
  return room.subarray(0, filled)
}

function endedBefore(end: number): Error {
  return new Error(`A file of the build ended before byte ${end}`)
}
