import { realTime } from '../../../core/real-time.ts'
import { writeFailure } from '../directory.ts'
import { dropPrepared, isSettled, isSpoilt, TRIES, type Flight, type Work } from './flight.ts'
import { takeGroup, type Group } from './group.ts'
import type { LineBuffer } from './line-buffer.ts'
import { TAKEN_AWAY } from './segment-writes.ts'
import type { Segment } from './segment.ts'

/**
 * Writes the next records of the queue to this segment, and gives the calls that are done by that their outcome. When
 * the write fails, the segment ends and what no call was promised is cut off. Never rejects.
 *
 * @param nextLines gives memory for a group, of which two are in use at a time: the lines of the next one are made
 * while the system writes
 */
export async function writeGroup(work: Work, segment: Segment, nextLines: () => LineBuffer): Promise<void> {
  const { segments } = work
  const group = takePrepared(work, segment) ?? takeGroup(work.calls, segment.encoder, nextLines())
  const flight: Flight = { group, segment, state: 'writing' }
  work.flight = flight
  try {
    const writing = segment.write(group.bytes, group.finishedBytes)
    if (writing !== undefined) await Promise.all([writing, prepare(flight, work, nextLines)])
    if (!isSettled(flight)) for (const call of group.finished) call.resolve()
    work.takenAway = 0
  } catch (cause) {
    if (!isSettled(flight)) await fail(flight, work, cause)
  }
  work.flight = undefined
  if (isSpoilt(group) || segments.current() !== segment) await segments.retire(segment)
  group.refused?.call.reject(group.refused.error)
}

function takePrepared(work: Work, segment: Segment): Group | undefined {
  const { prepared } = work
  if (prepared?.segment !== segment) return undefined
  work.prepared = undefined
  return prepared.group
}

/** What waits already becomes lines while the write is under way. */
async function prepare(flight: Flight, work: Work, nextLines: () => LineBuffer): Promise<void> {
  const { segment, group } = flight
  if (work.calls.isEmpty() || isSpoilt(group)) return
  await realTime.turn()
  const isOver = flight.state !== 'writing' || work.flight !== flight
  if (isOver || work.calls.isEmpty() || work.segments.current() !== segment) return
  work.prepared = { segment, group: takeGroup(work.calls, segment.encoder, nextLines()) }
}

async function fail(flight: Flight, work: Work, cause: unknown): Promise<void> {
  const { dir, segments, calls } = work
  const { group, segment } = flight
  flight.state = 'failed'
  dropPrepared(work)
  await segments.retire(segment)
  // Meanwhile they may have been taken to another segment.
  if (isSettled(flight)) return
  if (cause === TAKEN_AWAY && (work.takenAway += 1) < TRIES) {
    calls.putBack(group.finished)
    return
  }
  const failure = writeFailure(dir, cause)
  for (const call of group.finished) call.reject(failure)
  if (group.open === undefined || calls.first() !== group.open) return
  calls.shift()
  group.open.reject(failure)
}
