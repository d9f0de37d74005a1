import type { FinetapError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { Encoder } from '../../codec/encoder.ts'

/** One call of `append`, on its way. It has at least one record. */
export type Call = {
  readonly records: readonly JsonObject[]
  /** How many of the records have become lines, in the segment of `encoder`: a call is written whole into one. */
  taken: number
  encoder: Encoder | undefined
  readonly resolve: () => void
  readonly reject: (error: FinetapError) => void
}

/** Calls in their order. */
export type CallQueue = {
  readonly isEmpty: () => boolean
  readonly first: () => Call | undefined
  /** How many calls were pushed so far. */
  readonly arrived: () => number
  push(call: Call): void
  shift(): void
  /** Puts calls back before all others. */
  putBack(calls: readonly Call[]): void
  takeAll(): readonly Call[]
}

// An array of many thousands takes long to shift: so what has been taken is cut off now and then.
const CUT = 1_024

export function createCallQueue(): CallQueue {
  let calls: Call[] = []
  let start = 0
  let arrived = 0

  return {
    isEmpty: () => start === calls.length,
    first: () => calls[start],
    arrived: () => arrived,
    push(call) {
      calls.push(call)
      arrived += 1
    },
    shift() {
      start += 1
      if (start < calls.length && (start < CUT || start < calls.length / 2)) return
      calls = calls.slice(start)
      start = 0
    },
    putBack(returned) {
      calls = [...returned, ...calls.slice(start)]
      start = 0
    },
    takeAll() {
      const all = calls.slice(start)
      calls = []
      start = 0
      return all
    },
  }
}
