import type { FinetapError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import { unwritableError, writeFailure } from '../directory.ts'
import { dropPrepared, isSettled, isSpoilt, TRIES, type Flight, type Work } from './flight.ts'
import { takeGroup, type Group } from './group.ts'
import { createLineBuffer, type LineBuffer } from './line-buffer.ts'
import { TAKEN_AWAY } from './segment-writes.ts'
import type { Segment } from './segment.ts'

/**
 * Gives every call its outcome at once: does the write under way once more, at its place, and writes what waits behind.
 *
 * @throws FinetapError like `append`; the calls that have had no outcome go on waiting for it then.
 */
export function settleSync(work: Work): void {
  if (work.flight !== undefined) land(work.flight, work)
  const { prepared } = work
  work.prepared = undefined
  if (prepared !== undefined) writeSync(work, prepared.segment, prepared.group)
  // Not the appender's own: the write under way may still be reading from that.
  const lines = createLineBuffer()
  while (!work.calls.isEmpty()) writeGroupSync(work, usableSegment(work), lines)
}

/**
 * `settleSync`, then writes the records at once.
 *
 * @throws FinetapError like `append`
 */
export function appendSync(work: Work, records: readonly JsonObject[]): void {
  const { calls } = work
  settleSync(work)
  let refusal: FinetapError | undefined
  calls.push({ records, taken: 0, encoder: undefined, resolve() {}, reject: (error) => (refusal = error) })
  try {
    settleSync(work)
  } finally {
    // It was the only one. Its caller hears of it now, so it must not be written later.
    calls.takeAll()
  }
  if (refusal !== undefined) throw refusal
}

function land(flight: Flight, work: Work): void {
  const { dir, segments, calls } = work
  const { group, segment, state } = flight
  if (isSettled(flight)) return
  if (state === 'failed' || !segment.isUsable() || !isSecured(segment, dir)) {
    dropPrepared(work)
    calls.putBack(group.finished)
    segments.leave(segment)
  } else {
    for (const call of group.finished) call.resolve()
    if (isSpoilt(group)) segments.leave(segment)
  }
  flight.state = 'settled'
}

function isSecured(segment: Segment, dir: string): boolean {
  try {
    segment.secure()
    return true
  } catch (cause) {
    if (cause === TAKEN_AWAY) return false
    throw writeFailure(dir, cause)
  }
}

function usableSegment({ dir, segments, flight }: Work): Segment {
  try {
    return segments.usableSync(flight?.segment)
  } catch (cause) {
    throw unwritableError(dir, cause)
  }
}

function writeGroupSync(work: Work, segment: Segment, lines: LineBuffer): void {
  writeSync(work, segment, takeGroup(work.calls, segment.encoder, lines))
}

function writeSync(work: Work, segment: Segment, group: Group): void {
  const { dir, calls } = work
  const { bytes, finished, finishedBytes, refused } = group
  try {
    segment.writeSync(bytes, finishedBytes)
    work.takenAway = 0
  } catch (cause) {
    calls.putBack(finished)
    leave(segment, work)
    if (cause === TAKEN_AWAY && (work.takenAway += 1) < TRIES) return
    throw writeFailure(dir, cause)
  } finally {
    refused?.call.reject(refused.error)
  }
  for (const call of finished) call.resolve()
  if (isSpoilt(group)) leave(segment, work)
}

function leave(segment: Segment, { segments, flight }: Work): void {
  // A write under way still needs the file; it retires the segment when it has come back.
  if (flight?.segment === segment) segments.leave(segment)
  else void segments.retire(segment)
}
