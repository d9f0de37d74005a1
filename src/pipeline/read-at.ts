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
  readonly bytes: (stretch: Stretch) => Buffer
  /** Like the function of this name, for the file that is open: what was read already is not read again. */
  readonly forEachLine: (take: TakeLine) => void
  readonly close: () => void
}

/** Where the line ends that begins at `start`: the place of its line feed; -1 where these bytes end before it. */
export type LineEnd = (bytes: Buffer, start: number) => number

/** Takes a line without its line feed, and where in the file it begins. */
export type TakeLine = (line: Buffer, offset: number) => void

export type ReadAtOptions = {
  /** Default: at the next line feed. */
  readonly lineEnd?: LineEnd
  /** Where a small file is read to; then stretches of it are valid until the next file is. */
  readonly memory?: FileMemory | undefined
}

/** Opens a file for reading by position. A small one is read at once, outside the JavaScript heap. */
export function openReadAt(path: string, { lineEnd = nextLineFeed, memory }: ReadAtOptions = {}): ReadAt {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  let buffer = size <= WHOLE_FILE_BYTES ? roomFor(size, memory) : Buffer.allocUnsafe(CHUNK_BYTES)
  if (size <= WHOLE_FILE_BYTES) {
    fill(file, buffer, 0, size)
    return {
      text: ({ offset, length }) => buffer.toString('utf8', offset, offset + length),
      bytes: ({ offset, length }) => buffer.subarray(offset, offset + length),
      forEachLine: (take) => takeLines(buffer.subarray(0, size), take, lineEnd),
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
    forEachLine: (take) => forEachLine(path, take, lineEnd),
    close: () => closeSync(file),
  }
}

/** For one file after the other: new memory has to be cleared by the system, and is kept until the garbage collector comes. */
export type FileMemory = { buffer: Buffer }

function roomFor(size: number, memory: FileMemory | undefined): Buffer {
  if (memory === undefined) return Buffer.allocUnsafe(size)
  if (memory.buffer.length < size) memory.buffer = Buffer.allocUnsafe(size)
  return memory.buffer
}

function fill(file: number, buffer: Buffer, offset: number, length: number): void {
  for (let filled = 0; filled < length;) {
    const read = readSync(file, buffer, filled, length - filled, offset + filled)
    if (read === 0) throw new Error(`A file of the build ended before byte ${offset + length}`)
    filled += read
  }
}

/** Calls `take` with the bytes of each line; they are valid only during the call. */
export function forEachLine(path: string, take: TakeLine, lineEnd: LineEnd = nextLineFeed): void {
  const file = openSync(path, 'r')
  try {
    let buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let filled = 0
    let offset = 0
    for (;;) {
      const read = readSync(file, buffer, filled, buffer.length - filled, null)
      if (read === 0) return
      const end = filled + read
      const start = takeLines(buffer.subarray(0, end), take, lineEnd, offset)
      buffer.copyWithin(0, start, end)
      filled = end - start
      offset += start
      if (filled === buffer.length) buffer = larger(buffer)
    }
  } finally {
    closeSync(file)
  }
}

/**
 * Calls `take` with the lines of bytes, but not with one that has no end.
 *
 * @param offset where in a file these bytes begin
 * @returns where the line begins that has no end
 */
export function takeLines(bytes: Buffer, take: TakeLine, lineEnd: LineEnd, offset = 0): number {
  let start = 0
  for (let end = lineEnd(bytes, start); end !== -1; end = lineEnd(bytes, start)) {
    take(bytes.subarray(start, end), offset + start)
    start = end + 1
  }
  return start
}

export function nextLineFeed(bytes: Buffer, start: number): number {
  return bytes.indexOf(LINE_FEED, start)
}

/** Twice the room, for a line that does not fit. */
function larger(buffer: Buffer): Buffer<ArrayBuffer> {
  const room = Buffer.allocUnsafe(buffer.length * 2)
  buffer.copy(room)
  return room
}
