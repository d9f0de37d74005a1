import type { CallQueue } from './call-queue.ts'
import type { Group } from './group.ts'
import type { SegmentChain } from './segment-chain.ts'
import type { Segment } from './segment.ts'

/** How often in a row what was written is written anew because its file was taken away. */
export const TRIES = 8

/** What an appender works on: calls that wait, in their order, and the write that is under way before them. */
export type Work = {
  readonly dir: string
  readonly segments: SegmentChain
  readonly calls: CallQueue
  flight: Flight | undefined
  /** Lines that were made while that write was under way, for the same segment, to be written behind it. */
  prepared: Prepared | undefined
  /** How many groups in a row lay in files that were taken away. */
  takenAway: number
}

/** A group on its way to the file, until its calls have their outcome. */
export type Flight = {
  readonly group: Group
  readonly segment: Segment
  /** `failed`: nothing of it is in the file. `settled`: whatever comes of its write no longer matters to its calls. */
  state: 'writing' | 'failed' | 'settled'
}

export type Prepared = Pick<Flight, 'group' | 'segment'>

export function isSettled({ state }: Flight): boolean {
  return state === 'settled'
}

/** True when the encoder remembers records of a call that are not in the file, so that nothing may build on them. */
export function isSpoilt({ refused }: Group): boolean {
  return refused !== undefined && refused.call.taken > 0
}

/** Gives the prepared calls back to the queue, to be encoded anew: their segment gets no more lines. */
export function dropPrepared(work: Work): void {
  const { prepared, calls } = work
  if (prepared === undefined) return
  work.prepared = undefined
  const { finished, open, refused } = prepared.group
  for (const call of open === undefined ? finished : [...finished, open]) call.encoder = undefined
  calls.putBack(finished)
  refused?.call.reject(refused.error)
}
