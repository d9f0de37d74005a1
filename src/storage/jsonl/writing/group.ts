import { FinetapError } from '../../../core/errors.ts'
import type { Call, CallQueue } from './call-queue.ts'
import type { Encoder } from '../../codec/encoder.ts'
import { invalidEvent, requirePlain } from '../../plain.ts'
import type { LineBuffer } from './line-buffer.ts'

// Measured: below this each write's trip to another thread weighs more, above it nothing is gained.
const GROUP_BYTES = 256 * 1_024
/** The app waits while lines are made. Where histories are long, comparing them takes longer than their few new bytes. */
const GROUP_MS = 2

/** What goes to the file in one write. */
export type Group = {
  readonly bytes: Buffer
  /** The calls whose last record is among the bytes, and how many bytes these reach. */
  readonly finished: readonly Call[]
  readonly finishedBytes: number
  /** The call of which some records are among the bytes and others are not. It stays in front of the queue. */
  readonly open?: Call
  /** A call with a record that JSON cannot carry. None of its records are among the bytes. */
  readonly refused?: { readonly call: Call; readonly error: FinetapError }
}

/** Makes lines of the next records, taking finished and refused calls from `calls`; one that goes on stays in front. */
export function takeGroup(calls: CallQueue, encoder: Encoder, lines: LineBuffer): Group {
  const finished: Call[] = []
  const until = performance.now() + GROUP_MS
  let finishedBytes = 0
  for (let call = calls.first(); call !== undefined; call = calls.first()) {
    if (lines.size() >= GROUP_BYTES || (lines.size() > 0 && performance.now() > until)) break
    if (call.encoder !== encoder) {
      call.encoder = encoder
      call.taken = 0
    }
    const record = call.records[call.taken]
    if (record === undefined) break
    try {
      requirePlain(record)
      const { stored, remember } = encoder.encode(record)
      lines.add(stored)
      remember()
    } catch (cause) {
      calls.shift()
      const bytes = lines.take(finishedBytes)
      return {
        bytes,
        finished,
        finishedBytes,
        refused: { call, error: FinetapError.isInstance(cause) ? cause : invalidEvent(record, cause) },
      }
    }
    call.taken += 1
    if (call.taken < call.records.length) continue
    calls.shift()
    finished.push(call)
    finishedBytes = lines.size()
  }
  const open = calls.first()
  const bytes = lines.take(lines.size())
  const isOpen = open !== undefined && open.encoder === encoder && open.taken > 0
  return isOpen ? { bytes, finished, finishedBytes, open } : { bytes, finished, finishedBytes }
}
