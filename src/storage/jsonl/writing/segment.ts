import { constants, fstatSync, futimesSync, open, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Durability } from '../../../core/store.ts'
import { createEncoder, type Encoder } from '../../codec/encoder.ts'
import { createSegmentBlobs, withBlobs } from '../blobs/segment-blobs.ts'
import { createDataSync } from './data-sync.ts'
import { seal } from './seal.ts'
import { openNameOf, sealedNameOf } from '../segment-name.ts'
import { createSegmentWrites } from './segment-writes.ts'
import type { WritePace } from './write-pace.ts'

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
const MODE = 0o600

export type SegmentOptions = {
  readonly dir: string
  readonly id: string
  /** `disk`: bytes count as written when the disk has them. */
  readonly durability: Durability
  readonly pace: WritePace
}

/** A file that one writer adds to. What was not acknowledged is removed when writing fails. */
export type Segment = {
  readonly id: string
  /** The file's name until it is sealed. */
  readonly name: string
  /** Knows the records of this file, and no others. */
  readonly encoder: Encoder
  /** When it was begun, by `performance.now()`. */
  readonly begunAt: number
  /** Bytes that were acknowledged. A reader of the same store looks no further. */
  readonly committed: () => number
  /**
   * Resolves when the operating system, or the disk, has all of the bytes, and their file is still in its place. The
   * first `acknowledged` of them, and all that was written before, then count as committed; with 0 nothing more does.
   * Rejects with the error of the system, or `TAKEN_AWAY`. Nothing is under way when it returns undefined: then it was
   * done at once, as `writeSync` does it.
   */
  readonly write: (bytes: Buffer, acknowledged: number) => Promise<void> | undefined
  /** The same at once, behind what a `write` under way has been given; that must be secured before. */
  readonly writeSync: (bytes: Buffer, acknowledged: number) => void
  /**
   * Does at once what a `write` that has not resolved was asked for. Both put the same bytes at the same place, so it
   * does not matter which of them comes first, nor whether the other one fails or never comes.
   */
  readonly secure: () => void
  /**
   * False when the file was deleted, moved away or cut under us: what is written to it now would be lost. Also when the
   * disk has refused it once: what it holds of the file in memory may then be neither written nor known to be lacking.
   */
  isUsable(): boolean
  /** Shows others that its writer lives, unless a write has done that since the last time. */
  beat(): void
  /**
   * Removes what was not committed, which is done when it returns, then seals the file, or removes it if that was all.
   * Not to be called while a write is under way. Never rejects: what is not sealed is still read.
   *
   * @returns whether it is sealed
   */
  seal(): Promise<boolean>
}

/** Makes a new file, readable by this user only. Rejects with the error of the operating system. */
export async function openSegment(options: SegmentOptions): Promise<Segment> {
  const path = join(options.dir, openNameOf(options.id))
  // A plain descriptor: of a FileHandle that an app never closes Node would warn when it is collected.
  const file = await new Promise<number>((resolve, reject) => {
    open(path, FLAGS, MODE, (error, opened) => (error === null ? resolve(opened) : reject(error)))
  })
  return segmentOf(options, path, file)
}

/** The same at once. Throws the error of the operating system. */
export function openSegmentSync(options: SegmentOptions): Segment {
  const path = join(options.dir, openNameOf(options.id))
  return segmentOf(options, path, openSync(path, FLAGS, MODE))
}

function segmentOf({ dir, id, durability, pace }: SegmentOptions, path: string, file: number): Segment {
  const { ino } = fstatSync(file)
  const isDurable = durability === 'disk'
  const sync = isDurable ? createDataSync(file) : undefined
  const blobs = createSegmentBlobs({ dir, id, isDurable })
  let isFresh = true
  let sealing: Promise<boolean> | undefined
  const writes = createSegmentWrites({
    file,
    sync,
    blobs,
    pace,
    isInPlace: (bytes) => isInPlace(path, ino, bytes),
    onCommit: () => (isFresh = true),
  })
  const { committed, write, writeSync, secure } = writes

  return {
    id,
    name: openNameOf(id),
    encoder: withBlobs(createEncoder(), blobs),
    begunAt: performance.now(),
    committed,
    write,
    writeSync,
    secure,
    isUsable: () => sync?.hasFailed() !== true && isInPlace(path, ino, committed()),
    beat() {
      if (!isFresh) touch(file)
      isFresh = false
    },
    // Only once: a descriptor that is closed may soon be that of another file.
    seal() {
      const sealedPath = join(dir, sealedNameOf(id))
      sealing ??= seal({ file, openPath: path, sealedPath, committed: committed(), end: writes.end() })
      return sealing
    },
  }
}

function isInPlace(path: string, ino: number, size: number): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found !== undefined && found.ino === ino && found.size >= size
  } catch {
    // Not even to be looked at, but that does not mean that it is gone.
    return true
  }
}

function touch(file: number): void {
  const now = new Date()
  try {
    futimesSync(file, now, now)
  } catch {
    // Whoever takes the file for that of a dead writer is noticed at the next write.
  }
}
