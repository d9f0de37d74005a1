import { realTime } from '../core/real-time.ts'
import type { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import { sizeOfGeneration } from '../core/size.ts'
import type { Store } from '../core/store.ts'
import { apart } from './context.ts'
import { guardedHandler } from './error-handler.ts'
import { createQueue, type QueueLimits } from './queue.ts'
import { createRecovery } from './recovery.ts'
import type { Counters, DropReason } from './stats.ts'
import { captureFailure, captureReason, flushFailure, lossFailure } from './write-failure.ts'
import { createWriter, type EventFilter } from './writer.ts'

const SIZE_OF_OTHERS = 512

export type OutletOptions = {
  readonly store: Store
  readonly limits: QueueLimits
  readonly counters: Counters
  readonly filter: EventFilter
  readonly onError: ((error: FinetapError) => void) | undefined
  /** Called when the store refuses for good. */
  readonly onStoreLost: () => void
}

/** The way from the recorder to its store: queue, writer, and what is told when either fails. Nothing here throws. */
export type Outlet = {
  readonly put: (event: LogEvent) => void
  /** Counts generations that were lost. */
  readonly lose: (reason: DropReason) => void
  /** Counts and tells what went wrong inside finetap. */
  readonly captureFailed: (cause: unknown) => void
  /** Tells the app's error handler, later: it must not run on the stack of a call. */
  readonly report: (error: FinetapError) => void
  /** Why nothing is taken at the moment, if so. */
  readonly refusal: () => DropReason | undefined
  readonly drain: () => Promise<void>
  readonly drainNow: () => void
  /** Tries a store again that refused for good. */
  readonly reopen: () => void
  readonly flush: () => Promise<void>
  /** Flushes and closes the store; what is put then is lost. */
  readonly close: () => Promise<void>
  readonly queued: () => { readonly count: number; readonly bytes: number }
}

export function createOutlet({ store, limits, counters, filter, ...options }: OutletOptions): Outlet {
  const queue = createQueue(limits)
  const recovery = createRecovery()
  const onError = guardedHandler(options.onError)
  function onGiveUp(kind: string): void {
    if (kind !== 'lasting') return recovery.failed()
    isLost = true
    options.onStoreLost()
  }
  let isLost = false
  const writer = createWriter({ store, queue, counters, filter, onError, onGiveUp, onWritten: recovery.worked })
  let closed = false

  function put(event: LogEvent): void {
    const size = event.type === 'generation' ? sizeOfGeneration(event) : SIZE_OF_OTHERS
    if (!closed && !isLost && queue.push(event, size)) return writer.wake()
    const reason = closed ? 'closed' : isLost ? 'store_failed' : 'queue_full'
    if (event.type === 'generation') writer.lose(reason)
    else report(lossFailure(event.type, reason))
  }

  function report(error: FinetapError): void {
    apart(() => realTime.next(() => onError(error)))
  }

  async function flush(): Promise<void> {
    await writer.drain()
    await survive(() => store.flush())
  }

  async function survive(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      onError(flushFailure(cause))
    }
  }

  return {
    put,
    lose: (reason) => writer.lose(reason),
    captureFailed(cause) {
      writer.lose(captureReason(cause))
      report(captureFailure(cause))
    },
    report,
    refusal: () => (recovery.isPaused ? 'store_failed' : undefined),
    drain: writer.drain,
    // What a store that refused for good missed is counted, and told already.
    drainNow: () => (isLost ? undefined : writer.drainNow()),
    reopen: () => void (isLost = false),
    flush,
    async close() {
      await flush()
      closed = true
      await survive(() => store.close())
    },
    queued: () => queue.size,
  }
}
