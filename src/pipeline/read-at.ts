import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { readAhead } from './read-ahead.ts'

const CHUNK_BYTES = 256 * 1024
const WHOLE_FILE_BYTES = 16 * 1024 * 1024
const LINE_FEED = 0x0a

/** A stretch of a file, in bytes. */
export type Stretch = { readonly offset: number; readonly length: number }

/** A file from which stretches of text are read by position. */
export type ReadAt = {
  readonly text: (stretch: Stretch) => string
  /** Valid as long as the caller likes, and not to be written to: they may be a window on what others see too. */
  readonly bytes: (stretch: Stretch) => Uint8Array
  readonly close: () => void
}

/** Opens a file for reading by position. A small one is read at once, outside the JavaScript heap. */
export function openReadAt(path: string): ReadAt {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  let buffer = Buffer.allocUnsafe(size <= WHOLE_FILE_BYTES ? size : CHUNK_BYTES)
  if (size <= WHOLE_FILE_BYTES) {
    fill(file, buffer, 0, size)
    return {
      text: ({ offset, length }) => buffer.toString('utf8', offset, offset + length),
      bytes: ({ offset, length }) => new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length),
      close: () => closeSync(file),
    }
  }
  return {
    text({ offset, length }) {
      if (length > buffer.length) buffer = Buffer.allocUnsafe(Math.max(length, buffer.length * 2))
      fill(file, buffer, offset, length)
      return buffer.toString('utf8', 0, length)
    },
    bytes: readAhead(file),
    close: () => closeSync(file),
  }
}

function fill(file: number, buffer: Buffer, offset: number, length: number): void {
  for (let filled = 0; filled < length;) {
    const read = readSync(file, buffer, filled, length - filled, offset + filled)
    if (read === 0) throw new Error(`A file of the build ended before byte ${offset + length}`)
    filled += read
  }
}

/** Calls `take` with the bytes of each line, without its line feed; they are valid only during the call. */
export function forEachLine(path: string, take: (line: Buffer, offset: number) => void): void {
  const file = openSync(path, 'r')
  try {
    let buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let filled = 0
    let offset = 0
    for (;;) {
      const read = readSync(file, buffer, filled, buffer.length - filled, null)
      if (read === 0) return
      const end = filled + read
      let start = 0
      for (
        let feed = buffer.indexOf(LINE_FEED, filled);
        feed !== -1 && feed < end;
        feed = buffer.indexOf(LINE_FEED, start)
      ) {
        take(buffer.subarray(start, feed), offset + start)
        start = feed + 1
      }
      buffer.copyWithin(0, start, end)
      filled = end - start
      offset += start
      if (filled === buffer.length) buffer = larger(buffer)
    }
  } finally {
    closeSync(file)
  }
}

/** Twice the room, for a line that does not fit. */
function larger(buffer: Buffer): Buffer<ArrayBuffer> {
  const room = Buffer.allocUnsafe(buffer.length * 2)
  buffer.copy(room)
  return room
}
