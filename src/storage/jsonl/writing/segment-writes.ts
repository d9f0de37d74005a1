import type { SegmentBlobs } from '../blobs/segment-blobs.ts'
import type { DataSync } from './data-sync.ts'
import { cut } from './seal.ts'
import type { Segment } from './segment.ts'
import { writeAll, writeAllSync } from './write-all.ts'
import type { WritePace } from './write-pace.ts'

/** What a write rejects with, or throws, when its bytes lie in a file that others have taken away meanwhile. */
export const TAKEN_AWAY: Error = new Error('the file was removed, renamed or cut by somebody else')

export type SegmentWritesOptions = {
  readonly file: number
  /** Only at the level `disk`. */
  readonly sync: DataSync | undefined
  readonly blobs: SegmentBlobs
  readonly pace: WritePace
  /** Whether the file is still where it was made, with at least so many bytes. */
  readonly isInPlace: (bytes: number) => boolean
  readonly onCommit: () => void
}

export type SegmentWrites = Pick<Segment, 'committed' | 'write' | 'writeSync' | 'secure'> & {
  /** Bytes that were written, acknowledged or not. */
  readonly end: () => number
}

type Write = { readonly bytes: Buffer; readonly start: number; readonly acknowledged: number }

/** The writes to one file, one behind the other. */
export function createSegmentWrites(options: SegmentWritesOptions): SegmentWrites {
  const { file, sync, blobs, pace } = options
  let end = 0
  let committed = 0
  let underWay: Write | undefined

  /** Only what is in its place once it is written: before, the file may be taken away at any time. */
  function commit({ bytes, start, acknowledged }: Write): void {
    if (!options.isInPlace(start + bytes.length)) throw TAKEN_AWAY
    if (acknowledged > 0) committed = Math.max(committed, start + acknowledged)
    options.onCommit()
  }

  async function writeLater(bytes: Buffer, acknowledged: number): Promise<void> {
    const asked = { bytes, start: end, acknowledged }
    underWay = asked
    end += bytes.length
    // A line never names what is not there.
    await blobs.place()
    const begun = performance.now()
    await writeAll(file, bytes, asked.start)
    pace.note(performance.now() - begun)
    await sync?.now()
    commit(asked)
    underWay = undefined
  }

  function writeSync(bytes: Buffer, acknowledged: number): void {
    try {
      blobs.placeSync()
      const begun = performance.now()
      writeAllSync(file, bytes, end)
      pace.note(performance.now() - begun)
      sync?.nowSync()
      commit({ bytes, start: end, acknowledged })
    } catch (error) {
      cut(file, end)
      throw error
    }
    end += bytes.length
  }

  return {
    end: () => end,
    committed: () => committed,
    write(bytes, acknowledged) {
      const mayWait = sync !== undefined || blobs.areWaiting() || !pace.mayBeAtOnce(bytes.length)
      if (mayWait) return writeLater(bytes, acknowledged)
      writeSync(bytes, acknowledged)
      return undefined
    },
    writeSync,
    secure() {
      if (underWay === undefined) return
      blobs.placeSync()
      writeAllSync(file, underWay.bytes, underWay.start)
      sync?.nowSync()
      commit(underWay)
    },
  }
}
