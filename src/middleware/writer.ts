import { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import type { Store } from '../core/store.ts'
import { createLosses } from './losses.ts'
import type { EventQueue } from './queue.ts'
import { increment, type Counters, type DropReason } from './stats.ts'

const BATCH = 64
const MAX_TRIES = 5
const FIRST_PAUSE_MS = 50

/** Changes an event on its way to the store, such as masking secrets. Runs off the app's path; may be async. */
export type EventFilter = (event: LogEvent) => LogEvent | Promise<LogEvent>

export type WriterOptions = {
  readonly store: Store
  readonly queue: EventQueue
  readonly counters: Counters
  readonly filter: EventFilter
  readonly onError: (error: FinetapError) => void
  /** Called when the store has refused for good: what was queued is lost, capture should stop. */
  readonly onGiveUp: () => void
}

/** Carries events from the queue to the store, in the background. Nothing here ever throws at the app. */
export type Writer = {
  /** Writes soon, after the app's present turn of the event loop. */
  wake(): void
  /** Counts generations that were lost, and tells the log of them with its next write. */
  lose(reason: DropReason, count?: number): void
  /** Resolves when the queue is empty or given up. Never rejects. */
  drain(): Promise<void>
}

/** An event as it was queued, and as it goes to the store. */
type Filtered = { readonly event: LogEvent; readonly ready: LogEvent }

/** A failed write is tried up to five times with growing pauses; then what is queued is given up. */
export function createWriter(options: WriterOptions): Writer {
  const { store, queue, counters, filter, onError } = options
  const losses = createLosses()
  let running: Promise<void> | undefined
  let tries = 0

  function lose(reason: DropReason, count = 1): void {
    increment(counters.dropped, reason, count)
    losses.add(reason, count)
  }

  function wake(): void {
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(work).finally(() => {
      running = undefined
      if (queue.size.count > 0) wake()
    })
  }

  async function work(): Promise<void> {
    while (queue.size.count > 0) {
      const batch = await filterAll(queue.take(BATCH), filter, (cause, event) => {
        if (event.type === 'generation') lose('redaction_failed')
        onError(redactionFailure(cause))
      })
      try {
        await write(batch)
      } catch (error) {
        if (!(await survives(error, batch))) return
      }
    }
  }

  async function write(batch: readonly Filtered[]): Promise<void> {
    const gap = losses.gap()
    const events = batch.map(({ ready }) => ready)
    await store.append(gap === undefined ? events : [gap, ...events])
    tries = 0
    if (gap !== undefined) losses.told(gap)
    counters.written += batch.filter(({ event }) => event.type === 'generation').length
  }

  /** True when the writer should go on. */
  async function survives(error: unknown, batch: readonly Filtered[]): Promise<boolean> {
    counters.failed += 1
    tries += 1
    if (tries === 1) onError(writeFailure(error, store.name))
    queue.putBack(batch.map(({ event }) => event))
    if (tries < MAX_TRIES && isPassing(error)) {
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tries))
      return true
    }
    lose('store_failed', queue.clear())
    tries = 0
    options.onGiveUp()
    return false
  }

  async function drain(): Promise<void> {
    while (queue.size.count > 0 || running !== undefined) {
      wake()
      await running
    }
  }

  return { wake, lose, drain }
}

async function filterAll(
  events: readonly LogEvent[],
  filter: EventFilter,
  onFailure: (cause: unknown, event: LogEvent) => void,
): Promise<Filtered[]> {
  const batch: Filtered[] = []
  for (const event of events) {
    try {
      batch.push({ event, ready: await filter(event) })
    } catch (cause) {
      // What could not be masked must not be written unmasked.
      onFailure(cause, event)
    }
  }
  return batch
}

// A closed store and a directory that may not be written do not mend themselves within a second.
function isPassing(error: unknown): boolean {
  return !(FinetapError.isInstance(error) && (error.code === 'store_closed' || error.code === 'store_unwritable'))
}

function writeFailure(cause: unknown, storeName: string): FinetapError {
  if (FinetapError.isInstance(cause)) return cause
  const what = `The store ${storeName} failed to write`
  return new FinetapError('store_failed', { what, why: reasonOf(cause), fix: 'mend what the cause names', cause })
}

function redactionFailure(cause: unknown): FinetapError {
  const what = 'An event could not be redacted and was dropped'
  return new FinetapError('capture_failed', { what, why: reasonOf(cause), fix: 'mend the redactor', cause })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
