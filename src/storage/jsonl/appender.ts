import type { FinetapError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { unwritableError } from './directory.ts'
import { createCallQueue } from './call-queue.ts'
import type { Work } from './flight.ts'
import { createLineBuffer } from './line-buffer.ts'
import { createSegmentChain, type SegmentChainOptions } from './segment-chain.ts'
import { settleSync } from './settle-sync.ts'
import { writeGroup } from './write-group.ts'

/** Writes records to the segments of one store, in the order of the calls. */
export type Appender = {
  append(records: readonly JsonObject[]): Promise<void>
  /** Resolves when every call so far has had its outcome. Never rejects. */
  readonly settle: () => Promise<void>
  /**
   * Gives every call so far its outcome before it returns, without waiting for the write under way.
   *
   * @throws FinetapError like `append`; the calls that have had no outcome go on waiting for it then.
   */
  settleSync(): void
  /** `settleSync`, then `append` at once. */
  appendSync(records: readonly JsonObject[]): void
  /** Settles and lets go of the file. */
  close(): Promise<void>
  /** How far a file may be read that is being written; undefined for any other one. */
  readonly committedTo: (name: string) => number | undefined
}

/** Calls wait in a queue; one write at a time takes as many of their records as make a good write. */
export function createAppender(options: SegmentChainOptions): Appender {
  const segments = createSegmentChain(options)
  const calls = createCallQueue()
  const work: Work = { dir: options.dir, segments, calls, flight: undefined }
  const lines = createLineBuffer()
  let working: Promise<void> = Promise.resolve()
  let isWorking = false

  function append(records: readonly JsonObject[]): Promise<void> {
    return new Promise((resolve, reject) => {
      calls.push({ records, taken: 0, encoder: undefined, resolve, reject })
      if (!isWorking) working = writeAll()
    })
  }

  async function writeAll(): Promise<void> {
    isWorking = true
    // The caller goes on first: serialising is not on its account, and calls made now share a write.
    await Promise.resolve()
    while (!calls.isEmpty()) {
      try {
        await writeGroup(work, await segments.usable(), lines)
      } catch (error) {
        const refusal = unwritableError(options.dir, error)
        for (const call of calls.takeAll()) call.reject(refusal)
      }
    }
    isWorking = false
  }

  function appendSync(records: readonly JsonObject[]): void {
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

  return {
    append,
    settle: () => working,
    settleSync: () => settleSync(work),
    appendSync,
    async close() {
      await working
      const last = segments.current()
      if (last !== undefined) await segments.retire(last)
    },
    committedTo: segments.committedTo,
  }
}
