import { close, constants, fstatSync, ftruncate, open, statSync, unlink, write } from 'node:fs'
import { join } from 'node:path'
import { createEncoder, type Encoder } from './codec/encoder.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_NOFOLLOW

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
  /** False when the file was deleted or moved away under us: what is written to it now would be lost. */
  isInPlace(): boolean
  /** Removes what was not committed, and the file if that was all. Never rejects: readers tell of a torn tail. */
  close(): Promise<void>
}

/** Makes a new file, readable by this user only. Rejects with the error of the operating system. */
export async function openSegment(dir: string, name: string): Promise<Segment> {
  const path = join(dir, name)
  // A plain descriptor: of a FileHandle that an app never closes Node would warn when it is collected.
  const file = await openNew(path)
  const { ino } = fstatSync(file)
  let written = 0
  let committed = 0

  return {
    name,
    encoder: createEncoder(),
    committed: () => committed,
    async write(bytes, acknowledged) {
      const start = written
      while (written < start + bytes.length) written += await writeSome(file, bytes, written - start)
      if (acknowledged > 0) committed = start + acknowledged
    },
    isInPlace() {
      try {
        return statSync(path, { throwIfNoEntry: false })?.ino === ino
      } catch {
        // Not even to be looked at, but that does not mean that it is gone.
        return true
      }
    },
    async close() {
      if (written > committed) await ignoringErrors((done) => ftruncate(file, committed, done))
      await ignoringErrors((done) => close(file, done))
      if (committed === 0) await ignoringErrors((done) => unlink(path, done))
    },
  }
}

function openNew(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, FLAGS, 0o600, (error, file) => (error === null ? resolve(file) : reject(error)))
  })
}

function writeSome(file: number, bytes: Buffer, start: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, bytes, start, bytes.length - start, null, (error, count) => {
      if (error !== null) reject(error)
      else if (count === 0) reject(new Error('the operating system took no bytes'))
      else resolve(count)
    })
  })
}

function ignoringErrors(call: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => call(resolve))
}
