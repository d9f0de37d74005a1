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

export function isSettled({ state }: Flight): boolean {
  return state === 'settled'
}

/** True when the encoder remembers records of a call that are not in the file, so that nothing may build on them. */
export function isSpoilt({ refused }: Group): boolean {
  return refused !== undefined && refused.call.taken > 0
}
