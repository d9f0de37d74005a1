import { closeSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { createAppendFile } from '../append-file.ts'
import type { FileMark } from './cache-files.ts'
import type { RefinedExample, RefinedPiece } from '../refine/refine-partitions.ts'

/** Pieces of refining on disk, one behind the other. */
export type PieceWriter = {
  readonly add: (piece: RefinedPiece) => void
  /** A record as `readPieces` gives it. */
  readonly addRecord: (record: Uint8Array) => void
  readonly close: () => void
  /** Of the closed file. */
  readonly mark: (name: string) => FileMark
}

/** A piece as it lies on disk; its bytes are valid until the next one is asked for. */
export type PieceRecord = { readonly key: string; readonly bytes: Uint8Array; readonly piece: () => RefinedPiece }

// A record: the length of the whole and of its head, the head as JSON, then the bytes that the head gives the lengths of.
const LENGTHS = 8
const FIRST_BUFFER_BYTES = 1024 * 1024

type Head = Pick<RefinedPiece, 'key' | 'conversations' | 'losses'> & {
  readonly examples: readonly (Pick<RefinedExample, 'outcome'> & { readonly kept?: KeptHead })[]
}

type KeptHead = {
  readonly id: string
  readonly startedAt: string
  readonly text: number
  readonly notes: readonly number[]
}

export function createPieceWriter(path: string): PieceWriter {
  let crc = 0
  const file = createAppendFile(path, {
    onWrite: (bytes) => {
      crc = crc32(bytes, crc)
    },
  })
  let isOpen = true
  return {
    add({ key, conversations, losses, examples }) {
      const bodies: Uint8Array[] = []
      const heads = examples.map(({ outcome, kept }) => {
        if (kept === undefined) return { outcome }
        const { id, startedAt, text } = kept.stored
        const bytes = typeof text === 'string' ? Buffer.from(text) : text
        bodies.push(bytes, ...kept.notes)
        return { outcome, kept: { id, startedAt, text: bytes.length, notes: kept.notes.map((note) => note.length) } }
      })
      const value: Head = { key, conversations, losses, examples: heads }
      const head = Buffer.from(JSON.stringify(value))
      const lengths = Buffer.alloc(LENGTHS)
      lengths.writeUInt32LE(
        bodies.reduce((sum, { length }) => sum + length, LENGTHS + head.length),
        0,
      )
      lengths.writeUInt32LE(head.length, 4)
      for (const bytes of [lengths, head, ...bodies]) file.append(bytes)
    },
    addRecord: file.append,
    close() {
      if (isOpen) file.close()
      isOpen = false
    },
    mark: (name) => ({ name, bytes: file.bytes(), crc }),
  }
}

/** The pieces of a file that is known to be whole, in the order in which they were added. */
export function* readPieces(path: string): Generator<PieceRecord> {
  const file = openSync(path, 'r')
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES)
  let [start, end] = [0, 0]

  function has(length: number): boolean {
    if (end - start >= length) return true
    const bigger = length > buffer.length ? Buffer.allocUnsafe(length * 2) : buffer
    buffer.copy(bigger, 0, start, end)
    buffer = bigger
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
      const head: Head = JSON.parse(bytes.toString('utf8', LENGTHS, headEnd))
      yield { key: head.key, bytes, piece: () => pieceOf(head, bytes, headEnd) }
    }
  } finally {
    closeSync(file)
  }
}

function pieceOf({ key, conversations, losses, examples }: Head, bytes: Buffer, start: number): RefinedPiece {
  let at = start
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length))
  return {
    key,
    conversations,
    losses,
    examples: examples.map(({ outcome, kept }) => {
      if (kept === undefined) return { outcome }
      const { id, startedAt, text, notes } = kept
      return { outcome, kept: { stored: { id, startedAt, text: take(text) }, notes: notes.map(take) } }
    }),
    progress: 0,
  }
}
