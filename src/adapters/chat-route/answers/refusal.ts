import { STATUS_CODES } from 'node:http'
import { parseJson } from '../../wire/ndjson.ts'
import { refusal } from '../../wire/response/refusal.ts'
import type { AnswerReading } from './answer.ts'

// What a failed route says of itself is short; the rest of a long page is of no use.
const LARGEST_REFUSAL = 65_536

/** Reads the answer of a route that failed. */
export function readRefusal(status: number): AnswerReading {
  const pieces: Uint8Array[] = []
  let room = LARGEST_REFUSAL
  return {
    chunk(bytes) {
      if (room > 0) pieces.push(Uint8Array.from(bytes.subarray(0, room)))
      room -= Math.min(room, bytes.length)
      return false
    },
    result: () => ({}),
    isComplete: () => false,
    failure() {
      const line = { status, statusText: STATUS_CODES[status] ?? '' }
      return refusal(line, parseJson(Buffer.concat(pieces).toString())?.json).error
    },
    form: () => undefined,
    messageId: () => undefined,
    ended: () => undefined,
  }
}
