import { close, constants, fstatSync, ftruncateSync, open, openSync, statSync, unlink } from 'node:fs'
import { join } from 'node:path'
import { createEncoder, type Encoder } from '../codec/encoder.ts'
import { writeAll, writeAllSync } from './write-all.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const MODE = 0o600

/** A file that one writer adds to. What was not acknowledged is removed when writing fails. */
export type Segment = {
  readonly name: string
  /** Knows the records of this file, and no others. */
  readonly encoder: Encoder
  /** Bytes that were acknowledged. A reader of the same store looks no further. */
  committed(): number
  /**
   * Resolves when the operating system has all of the bytes. The first `acknowledged` of them, and all that was
   * written before, then count as committed; with 0 nothing more does. Rejects with the error of the system.
   */
  write(bytes: Buffer, acknowledged: number): Promise<void>
  /** The same at once, behind what a `write` under way has been given; that must be secured before. */
  writeSync(bytes: Buffer, acknowledged: number): void
  /**
   * Does at once what a `write` that has not resolved was asked for. Both put the same bytes at the same place, so it
   * does not matter which of them comes first, nor whether the other one fails or never comes.
   */
  secure(): void
  /** False when the file was deleted, moved away or cut under us: what is written to it now would be lost. */
  isInPlace(): boolean
  /**
   * Removes what was not committed, which is done when it returns, then lets go of the file, and removes it if that was
   * all. Not to be called while a write is under way. Never rejects: readers tell of a torn tail.
   */
  close(): Promise<void>
}

/** Makes a new file, readable by this user only. Rejects with the error of the operating system. */
export async function openSegment(dir: string, name: string): Promise<Segment> {
  const path = join(dir, name)
  // A plain descriptor: of a FileHandle that an app never closes Node would warn when it is collected.
  const file = await new Promise<number>((resolve, reject) => {
    open(path, FLAGS, MODE, (error, opened) => (error === null ? resolve(opened) : reject(error)))
  })
  return segmentOf(path, name, file)
}

/** The same at once. Throws the error of the operating system. */
export function openSegmentSync(dir: string, name: string): Segment {
  const path = join(dir, name)
  return segmentOf(path, name, openSync(path, FLAGS, MODE))
}

type Write = { readonly bytes: Buffer; readonly start: number; readonly acknowledged: number }

function segmentOf(path: string, name: string, file: number): Segment {
  const { ino } = fstatSync(file)
  let end = 0
  let committed = 0
  let underWay: Write | undefined
  let closing: Promise<void> | undefined

  function commit({ start, acknowledged }: Write): void {
    if (acknowledged > 0) committed = Math.max(committed, start + acknowledged)
  }

  async function letGo(): Promise<void> {
    if (end > committed) cut(file, committed)
    await ignoringErrors((done) => close(file, done))
    if (committed === 0) await ignoringErrors((done) => unlink(path, done))
  }

  return {
    name,
    encoder: createEncoder(),
    committed: () => committed,
    async write(bytes, acknowledged) {
      const asked = { bytes, start: end, acknowledged }
      underWay = asked
      end += bytes.length
      await writeAll(file, bytes, asked.start)
      commit(asked)
      underWay = undefined
    },
    writeSync(bytes, acknowledged) {
      try {
        writeAllSync(file, bytes, end)
      } catch (error) {
        cut(file, end)
        throw error
      }
      commit({ bytes, start: end, acknowledged })
      end += bytes.length
    },
    secure() {
      if (underWay === undefined) return
      writeAllSync(file, underWay.bytes, underWay.start)
      commit(underWay)
    },
    isInPlace() {
      try {
        const found = statSync(path, { throwIfNoEntry: false })
        return found !== undefined && found.ino === ino && found.size >= committed
      } catch {
        // Not even to be looked at, but that does not mean that it is gone.
        return true
      }
    },
    // Only once: a descriptor that is closed may soon be that of another file.
    close: () => (closing ??= letGo()),
  }
}

function cut(file: number, size: number): void {
  try {
    ftruncateSync(file, size)
  } catch {
    // Readers tell of a torn tail.
  }
}

function ignoringErrors(call: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => call(resolve))
}
