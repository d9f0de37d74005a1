import { FinetapError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import { unwritableError } from './directory.ts'
import { takeGroup, type Call, type Group } from './group.ts'
import { createSegmentChain, type SegmentChainOptions } from './segment-chain.ts'
import type { Segment } from './segment.ts'

/** Writes records to the segments of one store, in the order of the calls. */
export type Appender = {
  append(records: readonly JsonObject[]): Promise<void>
  /** Resolves when every call so far has had its outcome. Never rejects. */
  readonly settle: () => Promise<void>
  /** Settles and lets go of the file. */
  close(): Promise<void>
  /** The segment under way, if any. */
  readonly current: () => Segment | undefined
}

/**
 * Calls wait in a queue; one write at a time takes as many of their records as make a good write. When a write fails,
 * its segment ends and what no call was promised is cut off, so that no torn line ever stands before a whole one.
 */
export function createAppender(options: SegmentChainOptions): Appender {
  const segments = createSegmentChain(options)
  const calls: Call[] = []
  let working: Promise<void> = Promise.resolve()
  let isWorking = false

  function append(records: readonly JsonObject[]): Promise<void> {
    return new Promise((resolve, reject) => {
      calls.push({ records, taken: 0, resolve, reject })
      if (!isWorking) working = work()
    })
  }

  async function work(): Promise<void> {
    isWorking = true
    // The caller goes on first: serialising is not on its account, and calls made now share a write.
    await Promise.resolve()
    for (let front = calls[0]; front !== undefined; front = calls[0]) {
      try {
        const before = segments.current()
        const segment = await segments.usable()
        // A call is written whole into one segment: what was written of it went with the one before.
        if (segment !== before) front.taken = 0
        await writeGroup(segment)
      } catch (error) {
        const refusal = unwritableError(options.dir, error)
        for (const call of calls.splice(0)) call.reject(refusal)
      }
    }
    isWorking = false
  }

  async function writeGroup(segment: Segment): Promise<void> {
    const group = takeGroup(calls, segment.encoder)
    const { finished, refused } = group
    try {
      await segment.write(group.bytes, group.finishedBytes)
    } catch (cause) {
      await segments.end()
      const failure = writeFailure(options.dir, cause)
      for (const call of takeFailed(group)) call.reject(failure)
      return
    }
    for (const call of finished) call.resolve()
    if (refused === undefined) return
    // The encoder remembers records of this call that are not in the file.
    if (refused.call.taken > 0) await segments.end()
    refused.call.reject(refused.error)
  }

  function takeFailed({ finished, refused }: Group): readonly Call[] {
    const cut = calls[0] !== undefined && calls[0].taken > 0 ? calls.splice(0, 1) : []
    return [...finished, ...cut, ...(refused === undefined ? [] : [refused.call])]
  }

  return {
    append,
    settle: () => working,
    async close() {
      await working
      await segments.end()
    },
    current: segments.current,
  }
}

function writeFailure(dir: string, cause: unknown): FinetapError {
  return new FinetapError('store_failed', {
    what: `Writing to the log in ${dir} failed; nothing of this call was kept`,
    why: cause instanceof Error ? cause.message : String(cause),
    fix: 'mend what the reason names, such as a full disk: the next append starts a new segment',
    cause,
  })
}
