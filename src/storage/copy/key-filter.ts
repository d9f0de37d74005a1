import { createHash } from 'node:crypto'
import { eventKey } from '../../core/event-key.ts'
import type { LogEvent } from '../../core/log-event.ts'

/** What an event is told apart by, in 32 bytes, however long its id is. */
export type Digest = Buffer

/** Remembers any number of events in memory that does not grow beyond its bits. It may know one that it was not given, never the reverse. */
export type KeyFilter = {
  readonly add: (digest: Digest) => void
  readonly mayHold: (digest: Digest) => boolean
}

/** 32 MiB: of a million events it mistakes one in 10^12, of ten million one in 40,000. */
export const FILTER_BITS: number = 2 ** 28

export function digestOf(event: LogEvent): Digest {
  return createHash('sha256').update(eventKey(event)).digest()
}

/** So many are kept as they are: most copies are small, and memory for all bits takes a while to get. */
const FEW = 1_000

/** @param bits a power of two, at least 32 */
export function createKeyFilter(bits: number): KeyFilter {
  const few = new Map<string, Digest>()
  const most = Math.min(FEW, bits / 32)
  let words: Uint32Array | undefined

  function mark(marked: Uint32Array, digest: Digest): void {
    for (const bit of bitsOf(digest, bits)) marked[bit >>> 5] = (marked[bit >>> 5] ?? 0) | (1 << (bit & 31))
  }

  function spread(): Uint32Array {
    const made = new Uint32Array(bits / 32)
    for (const digest of few.values()) mark(made, digest)
    few.clear()
    return made
  }

  return {
    add(digest) {
      if (words === undefined && few.size < most) few.set(digest.toString('latin1'), digest)
      else mark((words ??= spread()), digest)
    },
    mayHold(digest) {
      const marked = words
      if (marked === undefined) return few.has(digest.toString('latin1'))
      return bitsOf(digest, bits).every((bit) => ((marked[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0)
    },
  }
}

/** Eight places: a digest is eight words of random bits. */
function bitsOf(digest: Digest, bits: number): readonly number[] {
  return [0, 4, 8, 12, 16, 20, 24, 28].map((at) => digest.readUInt32LE(at) % bits)
}
