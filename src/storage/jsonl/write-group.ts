import { writeFailure } from './directory.ts'
import { isSettled, isSpoilt, TRIES, type Flight, type Work } from './flight.ts'
import { takeGroup } from './group.ts'
import type { LineBuffer } from './line-buffer.ts'
import { TAKEN_AWAY, type Segment } from './segment.ts'

/**
 * Writes the next records of the queue to this segment, and gives the calls that are done by that their outcome. When
 * the write fails, the segment ends and what no call was promised is cut off. Never rejects.
 */
export async function writeGroup(work: Work, segment: Segment, lines: LineBuffer): Promise<void> {
  const { segments } = work
  const group = takeGroup(work.calls, segment.encoder, lines)
  const flight: Flight = { group, segment, state: 'writing' }
  work.flight = flight
  try {
    await segment.write(group.bytes, group.finishedBytes)
    if (!isSettled(flight)) for (const call of group.finished) call.resolve()
    work.takenAway = 0
  } catch (cause) {
    if (!isSettled(flight)) await fail(flight, work, cause)
  }
  work.flight = undefined
  if (isSpoilt(group) || segments.current() !== segment) await segments.retire(segment)
  group.refused?.call.reject(group.refused.error)
}

async function fail(flight: Flight, work: Work, cause: unknown): Promise<void> {
  const { dir, segments, calls } = work
  const { group, segment } = flight
  flight.state = 'failed'
  await segments.retire(segment)
  // Meanwhile they may have been taken to another segment.
  if (isSettled(flight)) return
  if (cause === TAKEN_AWAY && (work.takenAway += 1) < TRIES) {
    calls.putBack(group.finished)
    return
  }
  const failure = writeFailure(dir, cause)
  for (const call of group.finished) call.reject(failure)
  const next = calls.first()
  if (next === undefined || next.encoder !== segment.encoder || next.taken === 0) return
  calls.shift()
  next.reject(failure)
}
