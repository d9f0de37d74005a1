import { ensureDirectory } from './directory.ts'
import { ensureDirectorySync } from './directory-sync.ts'
import { createSegmentNames } from './segment-name.ts'
import { openSegment, openSegmentSync, type Segment } from './segment.ts'

export type SegmentChainOptions = {
  readonly dir: string
  /** A segment of this many bytes is followed by a new one. */
  readonly segmentBytes: number
}

/** The segments that one store writes, one after the other. */
export type SegmentChain = {
  /**
   * The segment to write to: a new one when there is none, when it is full or no longer in place. What was not committed
   * to the one before is gone. Rejects with the error of the operating system, or a FinetapError.
   */
  usable(): Promise<Segment>
  /** The same at once; throws. `busy` cannot be closed yet, because of a write under way, so it may become too full. */
  usableSync(busy?: Segment): Segment
  /** Nothing more is written to this segment; the next append starts a new one. It is still to be retired. */
  leave(segment: Segment): void
  /** Leaves the segment and closes it; what was not committed to it is gone when this returns. Never rejects. */
  retire(segment: Segment): Promise<void>
  /** The segment under way, if any. */
  readonly current: () => Segment | undefined
  /** How far one of these segments may be read; undefined when it is none, or has been closed. */
  readonly committedTo: (name: string) => number | undefined
}

/** Nothing is made before the first segment is asked for. */
export function createSegmentChain({ dir, segmentBytes }: SegmentChainOptions): SegmentChain {
  const nextName = createSegmentNames()
  const open = new Map<string, Segment>()
  let segment: Segment | undefined
  let newest = ''

  function leave(left: Segment): void {
    if (segment === left) segment = undefined
  }

  async function retire(left: Segment): Promise<void> {
    leave(left)
    // Closing first cuts off what was not committed.
    const closing = left.close()
    open.delete(left.name)
    await closing
  }

  function begin(begun: Segment): Segment {
    segment = begun
    newest = begun.name
    open.set(begun.name, begun)
    return begun
  }

  function isSpent(used: Segment): boolean {
    return used.committed() >= segmentBytes || !used.isInPlace()
  }

  async function usable(): Promise<Segment> {
    if (segment !== undefined && isSpent(segment)) await retire(segment)
    if (segment !== undefined) return segment
    await ensureDirectory(dir)
    const opened = await openSegment(dir, nextName())
    if (opened.name > newest) return begin(opened)
    // Meanwhile `usableSync` has begun a later one: what is appended now must not sort before it.
    await opened.close()
    return usable()
  }

  return {
    usable,
    usableSync(busy) {
      if (segment !== undefined && segment !== busy && isSpent(segment)) void retire(segment)
      if (segment !== undefined) return segment
      ensureDirectorySync(dir)
      return begin(openSegmentSync(dir, nextName()))
    },
    leave,
    retire,
    current: () => segment,
    committedTo: (name) => open.get(name)?.committed(),
  }
}
