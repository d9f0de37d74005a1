import { closeSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { createAppendFile, type AppendFile } from '../append-file.ts'
import type { Stretch } from '../read-at.ts'
import type { FileMark } from './cache-files.ts'

/** Records on disk, one behind the other: a head in JSON, and bytes. */
export type RecordWriter = {
  readonly add: (head: object, bodies: readonly Uint8Array[]) => void
  /** A record as `readRecords` gives it. */
  readonly copy: (record: FileRecord) => void
  readonly close: () => void
  /**
   * Of the closed file.
   *
   * @throws what has kept a record from being written
   */
  readonly mark: (name: string) => FileMark
}

/** A record; its bytes are valid until the next one is asked for. */
export type FileRecord = {
  /** All of it. */
  readonly bytes: Uint8Array
  readonly head: string
  /** Stretches of the bytes behind the head, one after the other. */
  readonly take: (length: number) => Uint8Array
  /** The same, but only where it lies in the file. */
  readonly pass: (length: number) => Stretch
}

// In front of a record: how long it is as a whole, and its head.
const LENGTHS = 8
const FIRST_BUFFER_BYTES = 256 * 1024

export function createRecordWriter(path: string): RecordWriter {
  let crc = 0
  let isOpen = true
  let failure: unknown
  let file: AppendFile | undefined
  unlessFailed(() => {
    file = createAppendFile(path, {
      onWrite: (bytes) => {
        crc = crc32(bytes, crc)
      },
    })
  })

  /** A disk that is full, or a cache that is cleared, must not end the build that would be the faster next time. */
  function unlessFailed(write: () => void): void {
    if (failure !== undefined) return
    try {
      write()
    } catch (error) {
      failure = error
    }
  }

  return {
    add(head, bodies) {
      const text = Buffer.from(JSON.stringify(head))
      const lengths = Buffer.alloc(LENGTHS)
      lengths.writeUInt32LE(
        bodies.reduce((sum, { length }) => sum + length, LENGTHS + text.length),
        0,
      )
      lengths.writeUInt32LE(text.length, 4)
      unlessFailed(() => {
        for (const bytes of [lengths, text, ...bodies]) file?.append(bytes)
      })
    },
    copy: ({ bytes }) => unlessFailed(() => file?.append(bytes)),
    close() {
      if (isOpen) unlessFailed(() => file?.close())
      isOpen = false
    },
    mark(name) {
      if (failure !== undefined || file === undefined) throw failure
      return { name, bytes: file.bytes(), crc }
    },
  }
}

/** The records of a file that is known to be whole, in the order in which they were added. */
export function* readRecords(path: string): Generator<FileRecord> {
  const file = openSync(path, 'r')
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES)
  let [start, end] = [0, 0]
  let behind = 0

  /** True when so many bytes are at hand. */
  function has(length: number): boolean {
    if (end - start >= length) return true
    const larger = length > buffer.length ? Buffer.allocUnsafe(length * 2) : buffer
    buffer.copy(larger, 0, start, end)
    buffer = larger
    end -= start
    start = 0
    while (end < length) {
      const read = readSync(file, buffer, end, buffer.length - end, null)
      if (read === 0) return false
      end += read
    }
    return true
  }

  try {
    while (has(LENGTHS)) {
      const length = buffer.readUInt32LE(start)
      if (!has(length)) return
      const bytes = buffer.subarray(start, start + length)
      start += length
      const headEnd = LENGTHS + bytes.readUInt32LE(4)
      yield { bytes, head: bytes.toString('utf8', LENGTHS, headEnd), ...bodiesOf(bytes, headEnd, behind) }
      behind += length
    }
  } finally {
    closeSync(file)
  }
}

/** @param offset of the record in its file */
function bodiesOf(bytes: Uint8Array, start: number, offset: number): Pick<FileRecord, 'pass' | 'take'> {
  let at = start
  return {
    take: (length) => bytes.subarray(at, (at += length)),
    pass(length) {
      at += length
      return { offset: offset + at - length, length }
    },
  }
}
