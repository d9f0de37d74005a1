import type { Durability } from '../../../core/store.ts'
import { createEndings } from './endings.ts'
import { createLiving } from './living.ts'
import { createSegmentIds } from '../segment-name.ts'
import { newSegment, newSegmentSync } from './new-segment.ts'
import type { Segment } from './segment.ts'
import { createWritePace } from './write-pace.ts'

export type SegmentChainOptions = {
  readonly dir: string
  /** A segment of this many bytes is followed by a new one. */
  readonly segmentBytes: number
  /** So is one that was begun this long ago. */
  readonly segmentMs: number
  readonly durability: Durability
  /** Stands in the names of the segments (default: a new one). */
  readonly writer?: string | undefined
  /** Called with the file name of each segment to which nothing more is written, once it is sealed. Must not throw. */
  readonly onEnd?: ((name: string) => void) | undefined
  /** Called with the name of each file that may be read to its end from now on. Must not throw. */
  readonly onWhole?: ((name: string) => void) | undefined
  /** Called every ten seconds while a segment is open. Must not throw. */
  readonly onBeat?: (() => void) | undefined
}

/** The segments that one store writes, one after the other. */
export type SegmentChain = {
  /**
   * The segment to write to: a new one when there is none, when it is full, old, or no longer usable. What was not
   * committed to the one before is gone. Rejects with the error of the operating system, or a FinetapError.
   */
  usable(): Promise<Segment>
  /** The same at once; throws. `busy` cannot be sealed yet, because of a write under way, so it may become too full. */
  usableSync(busy?: Segment): Segment
  /** Nothing more is written to this segment; the next append starts a new one. It is still to be retired. */
  leave(segment: Segment): void
  /** Leaves the segment and seals it; what was not committed to it is gone when this returns. Never rejects. */
  retire(segment: Segment): Promise<void>
  /** Ends the segment under way. Resolves when it is sealed, and at once when there is none. Never rejects. */
  readonly rotate: () => Promise<void>
  /** To be called when no write is under way: does what `rotate` had to leave. */
  readonly rest: () => Promise<void>
  /** The segment under way, if any. */
  readonly current: () => Segment | undefined
  /** How far one of these segments may be read; undefined when it is none, or has been sealed. */
  readonly committedTo: (name: string) => number | undefined
  /** The files to which `committedTo` knows an answer, with it. */
  readonly living: () => readonly (readonly [name: string, bytes: number])[]
  /** Retires the segment under way. Resolves when all are sealed. */
  close(): Promise<void>
}

/**
 * Nothing is made, and no timer runs, before the first segment is asked for.
 *
 * @param isBusy whether a write is under way, so that no segment can be retired
 */
export function createSegmentChain(options: SegmentChainOptions, isBusy: () => boolean): SegmentChain {
  const segmentOptions = { dir: options.dir, durability: options.durability, pace: createWritePace() }
  const nextId = createSegmentIds(options.writer)
  const living = createLiving(beat, options.onWhole)
  const endings = createEndings(living.remove, options.onEnd)
  let segment: Segment | undefined
  let newest = ''

  function leave(left: Segment): void {
    if (segment === left) segment = undefined
  }

  function retire(left: Segment): Promise<void> {
    leave(left)
    return endings.end(left)
  }

  function begin(begun: Segment): Segment {
    segment = begun
    newest = begun.id
    living.add(begun)
    return begun
  }

  function isSpent(used: Segment): boolean {
    if (endings.areAsked() || used.committed() >= options.segmentBytes) return true
    return performance.now() - used.begunAt >= options.segmentMs || !used.isUsable()
  }

  function beat(): void {
    if (segment !== undefined && !isBusy() && isSpent(segment)) void retire(segment)
    options.onBeat?.()
  }

  async function usable(): Promise<Segment> {
    // No append waits for its seal: the disk may take long for all that a full segment has in memory.
    if (segment !== undefined && isSpent(segment)) void retire(segment)
    if (segment !== undefined) return segment
    const opened = await newSegment({ ...segmentOptions, id: nextId() })
    if (opened.id > newest) return begin(opened)
    // Meanwhile `usableSync` has begun a later one: what is appended now must not sort before it.
    await opened.seal()
    return usable()
  }

  return {
    usable,
    usableSync(busy) {
      if (segment !== undefined && segment !== busy && isSpent(segment)) void retire(segment)
      return segment ?? begin(newSegmentSync({ ...segmentOptions, id: nextId() }))
    },
    leave,
    retire,
    async rotate() {
      if (segment === undefined) return
      await (isBusy() ? endings.ask() : retire(segment))
    },
    async rest() {
      if (endings.areAsked()) await (segment === undefined ? endings.answer() : retire(segment))
    },
    current: () => segment,
    committedTo: living.committedTo,
    living: living.all,
    async close() {
      if (segment !== undefined) void retire(segment)
      await endings.done()
    },
  }
}
