import { ensureDirectory } from './directory.ts'
import { createSegmentNames } from './segment-name.ts'
import { openSegment, type Segment } from './segment.ts'

export type SegmentChainOptions = {
  readonly dir: string
  /** A segment of this many bytes is followed by a new one. */
  readonly segmentBytes: number
}

/** The segments that one store writes, one after the other. */
export type SegmentChain = {
  /**
   * The segment to write to: a new one when there is none, when it is full or has been deleted under us. What was not
   * committed to the one before is gone. Rejects with the error of the operating system, or a FinetapError.
   */
  usable(): Promise<Segment>
  /** Ends the segment under way; the next append starts a new one. Never rejects. */
  end(): Promise<void>
  readonly current: () => Segment | undefined
}

/** Nothing is made before the first segment is asked for. */
export function createSegmentChain({ dir, segmentBytes }: SegmentChainOptions): SegmentChain {
  const nextName = createSegmentNames()
  let segment: Segment | undefined

  async function end(): Promise<void> {
    await segment?.close()
    segment = undefined
  }

  return {
    async usable() {
      const isFull = segment !== undefined && segment.committed() >= segmentBytes
      if (isFull || segment?.isInPlace() === false) await end()
      if (segment === undefined) {
        await ensureDirectory(dir)
        segment = await openSegment(dir, nextName())
      }
      return segment
    },
    end,
    current: () => segment,
  }
}
