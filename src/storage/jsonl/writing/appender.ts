import type { FinetapError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import { realTime } from '../../../core/real-time.ts'
import { unwritableError } from '../directory.ts'
import { createCallQueue } from './call-queue.ts'
import type { Work } from './flight.ts'
import { createGathering } from './gathering.ts'
import { createLineBuffers } from './line-buffer.ts'
import { createSegmentChain, type SegmentChain, type SegmentChainOptions } from './segment-chain.ts'
import { appendSync, settleSync } from './settle-sync.ts'
import { writeGroup } from './write-group.ts'

/** Writes records to the segments of one store, in the order of the calls. */
export type Appender = {
  /** At the level `memory` it resolves at once. */
  append(records: readonly JsonObject[]): Promise<void>
  /**
   * Resolves when every call so far has had its outcome, whether good or bad. Rejects only at the level `memory`, with
   * what a call has failed with of which nobody has heard.
   */
  readonly settle: () => Promise<void>
  /**
   * Gives every call so far its outcome before it returns, without waiting for the write under way.
   *
   * @throws FinetapError like `append`; the calls that have had no outcome go on waiting for it then.
   */
  settleSync(): void
  /** `settleSync`, then `append` at once. */
  appendSync(records: readonly JsonObject[]): void
  /** Seals the segment under way. Resolves when that is done, and at once when there is none. Never rejects. */
  readonly rotate: () => Promise<void>
  /** Settles and seals. Rejects like `settle`. */
  readonly close: () => Promise<void>
  /** How far a file may be read that is being written; undefined for any other one. */
  readonly committedTo: (name: string) => number | undefined
}

/** One that writes by itself. */
export type LocalAppender = Appender & Pick<SegmentChain, 'living'>

/** Calls wait in a queue; one write at a time takes as many of their records as make a good write. */
export function createAppender(options: SegmentChainOptions): LocalAppender {
  const segments = createSegmentChain(options, () => isWorking)
  const calls = createCallQueue()
  const work: Work = { dir: options.dir, segments, calls, flight: undefined, prepared: undefined, takenAway: 0 }
  const nextLines = createLineBuffers()
  const gathering = createGathering(calls.arrived)
  let working: Promise<void> = Promise.resolve()
  let isWorking = false
  let latest: Promise<void> = working
  let unheard: FinetapError | undefined

  function append(records: readonly JsonObject[]): Promise<void> {
    latest = new Promise((resolve, reject) => {
      calls.push({ records, taken: 0, encoder: undefined, resolve, reject })
    })
    if (!isWorking) working = writeAll()
    if (options.durability !== 'memory') return latest
    latest = latest.catch((error: FinetapError) => void (unheard ??= error))
    return Promise.resolve()
  }

  async function writeAll(): Promise<void> {
    isWorking = true
    // The app goes on first: serialising is not on the caller's account.
    await gathering.next()
    while (hasWork(work)) {
      try {
        await writeGroup(work, work.prepared?.segment ?? (await segments.usable()), nextLines)
      } catch (error) {
        const refusal = unwritableError(options.dir, error)
        for (const call of calls.takeAll()) call.reject(refusal)
      }
      if (!hasWork(work)) await segments.rest()
      // A long queue holds up nobody.
      else if (work.prepared === undefined) await realTime.turn()
    }
    isWorking = false
    gathering.rest()
    // Asked for after the last look, when there was still a write under way.
    void segments.rest()
  }

  async function settle(): Promise<void> {
    gathering.hurry()
    await latest.catch(() => {})
    const error = unheard
    unheard = undefined
    if (error !== undefined) throw error
  }

  return {
    append,
    settle,
    settleSync: () => settleSync(work),
    appendSync: (records) => appendSync(work, records),
    rotate: segments.rotate,
    async close() {
      gathering.hurry()
      await working
      await segments.close()
      await settle()
    },
    committedTo: segments.committedTo,
    living: segments.living,
  }
}

function hasWork({ prepared, calls }: Work): boolean {
  return prepared !== undefined || !calls.isEmpty()
}
