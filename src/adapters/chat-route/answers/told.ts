import type { AnswerReading } from './answer.ts'

/** Looks at the beginning of an answer until it tells how it is to be read. */
export type Looking = {
  /** The reading for these bytes and all before them, once they tell. */
  readonly look: (bytes: Uint8Array) => AnswerReading | undefined
  /** As `look`, when nothing more comes. */
  readonly lookAtEnd: () => AnswerReading | undefined
}

// What may come before it is known how to read it. An answer that begins with more is given up.
const LARGEST_BEGINNING = 1_024 * 1_024
const CHUNK_COST = 64

/** Reads an answer by the reading that its beginning tells; by none when it tells of none. */
export function readAsTold({ look, lookAtEnd }: Looking): AnswerReading {
  let told: AnswerReading | undefined
  let held: Uint8Array[] = []
  let size = 0

  function settle(reading: AnswerReading | undefined): boolean {
    if (reading === undefined) return false
    told = reading
    const beginning = Buffer.concat(held)
    held = []
    return told.chunk(beginning)
  }
  return {
    chunk(bytes) {
      if (told !== undefined) return told.chunk(bytes)
      if (size > LARGEST_BEGINNING) return false
      size += bytes.length + CHUNK_COST
      // A copy: whoever writes an answer may use the buffer again.
      held.push(Uint8Array.from(bytes))
      if (settle(look(bytes))) return true
      if (size > LARGEST_BEGINNING) held = []
      return false
    },
    ended() {
      if (told === undefined && size <= LARGEST_BEGINNING) settle(lookAtEnd())
      told?.ended()
    },
    result: () => told?.result() ?? {},
    isComplete: () => told?.isComplete() === true,
    failure: () => told?.failure(),
    form: () => told?.form(),
    messageId: () => told?.messageId(),
  }
}
