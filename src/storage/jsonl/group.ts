import { FinetapError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Encoder } from './codec/encoder.ts'
import { lineOf } from './line.ts'

// Measured: 16 records a write have all the gain of grouping, more of them cost speed again.
const GROUP_RECORDS = 16
const GROUP_BYTES = 256 * 1_024

/** One call of `append`, on its way. It has at least one record. */
export type Call = {
  readonly records: readonly JsonObject[]
  /** How many of the records have become lines. */
  taken: number
  readonly resolve: () => void
  readonly reject: (error: FinetapError) => void
}

/** What goes to the file in one write. */
export type Group = {
  readonly bytes: Buffer
  /** The calls whose last record is among the bytes, and how many bytes these reach. */
  readonly finished: readonly Call[]
  readonly finishedBytes: number
  /** A call with a record that JSON cannot carry. None of its records are among the bytes. */
  readonly refused?: { readonly call: Call; readonly error: FinetapError }
}

/** Makes lines of the next records, taking finished and refused calls from `calls`; one that goes on stays in front. */
export function takeGroup(calls: Call[], encoder: Encoder): Group {
  const lines: Buffer[] = []
  const finished: Call[] = []
  let size = 0
  let finishedBytes = 0
  for (let call = calls[0]; call !== undefined; call = calls[0]) {
    const record = call.records[call.taken]
    if (record === undefined || lines.length >= GROUP_RECORDS || size >= GROUP_BYTES) break
    try {
      const line = encodeLine(record, encoder)
      lines.push(line)
      size += line.length
    } catch (cause) {
      calls.shift()
      const bytes = Buffer.concat(lines, finishedBytes)
      return { bytes, finished, finishedBytes, refused: { call, error: invalidRecord(record, cause) } }
    }
    call.taken += 1
    if (call.taken < call.records.length) continue
    calls.shift()
    finished.push(call)
    finishedBytes = size
  }
  return { bytes: Buffer.concat(lines, size), finished, finishedBytes }
}

function encodeLine(record: JsonObject, encoder: Encoder): Buffer {
  const { stored, remember } = encoder.encode(record)
  const line = lineOf(stored)
  remember()
  return line
}

function invalidRecord(record: JsonObject, cause: unknown): FinetapError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new FinetapError('record_invalid', {
    what: `The event ${JSON.stringify(record['id'] ?? '(without id)')} cannot be written as JSON`,
    why: reason,
    fix: 'append plain JSON values: no cycles, no BigInt, not thousands of levels deep',
    cause,
  })
}
