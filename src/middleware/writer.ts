import type { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import { realTime } from '../core/real-time.ts'
import type { Store } from '../core/store.ts'
import { apart } from './context.ts'
import { isThenable, requireEvent } from './filtered.ts'
import { createLosses, type Losses } from './losses.ts'
import { createPace } from './pace.ts'
import type { EventQueue } from './queue.ts'
import { increment, type Counters, type DropReason } from './stats.ts'
import { createWaiters, type Waiters } from './waiters.ts'
import { writeNow } from './write-now.ts'
import { failureKind, lossFailure, redactionFailure, writeFailure, type FailureKind } from './write-failure.ts'

/** What is masked and handed over in one piece: more of it would hold up the app's event loop. */
const BATCH = { count: 64, bytes: 256 * 1024 }
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
  /** Called when the store has refused for good, or again and again: what was queued is lost, capture should stop. */
  readonly onGiveUp: (kind: FailureKind) => void
  /** Called after a write that worked. */
  readonly onWritten: () => void
}

/** Carries events from the queue to the store, in the background. Nothing here ever throws at the app. */
export type Writer = {
  /** Writes soon: after the app's present turn of the event loop, or under load a few milliseconds later. */
  readonly wake: () => void
  /** Counts generations that were lost, and tells the log of them with its next write. */
  readonly lose: (reason: DropReason, count?: number) => void
  /** Resolves when all that is queued now is written or given up, whatever is queued later. Never rejects. */
  readonly drain: () => Promise<void>
  /** Writes all that waits before it returns, if the store can: the process ends. */
  readonly drainNow: () => void
}

/** An event as it was queued, and as it goes to the store. */
type Filtered = { readonly event: LogEvent; readonly ready: LogEvent }

type State = WriterOptions & {
  readonly losses: Losses
  readonly lose: (reason: DropReason, count?: number) => void
  /** Told after each piece of work. */
  readonly waiters: Waiters
  /** True while the store has what was taken from the queue. */
  isHandedOver: boolean
  tries: number
  batchSize: number
}

/** A failed write is tried up to five times with growing pauses; then what is queued is given up. */
export function createWriter(options: WriterOptions): Writer {
  const { queue, counters } = options
  const losses = createLosses()
  const waiters = createWaiters(queue)
  const state: State = { ...options, losses, lose, waiters, isHandedOver: false, tries: 0, batchSize: BATCH.count }
  const pace = createPace()
  let running: Promise<void> | undefined

  function lose(reason: DropReason, count = 1): void {
    increment(counters.dropped, reason, count)
    losses.add(reason, count)
  }

  function wake(): void {
    running ??= apart(pace.next)
      .then(() => empty(state))
      .finally(() => {
        running = undefined
        pace.rest()
        if (waiters.count() > 0) pace.hurry()
        if (queue.size.count > 0 || waiters.count() > 0) wake()
      })
  }

  function drain(): Promise<void> {
    const drained = waiters.add()
    pace.hurry()
    wake()
    return drained
  }

  return { wake, lose, drain, drainNow: () => writeNow(state) }
}

async function empty(state: State): Promise<void> {
  const { queue, waiters } = state
  while (queue.size.count > 0) {
    const batch = await filterAll(queue.take({ count: state.batchSize, bytes: BATCH.bytes }), state)
    try {
      await write(batch, state)
    } catch (error) {
      if (!(await survives(error, batch, state))) break
    }
    waiters.tell()
    if (queue.size.count > 0) await realTime.turn()
  }
  if (waiters.count() > 0) await tellLosses(state)
  waiters.tell()
}

async function write(batch: readonly Filtered[], state: State): Promise<void> {
  const gap = state.losses.gap()
  const events = batch.map(({ ready }) => ready)
  state.isHandedOver = true
  try {
    await state.store.append(gap === undefined ? events : [gap, ...events])
  } finally {
    state.isHandedOver = false
  }
  state.queue.settle()
  state.tries = 0
  state.batchSize = Math.min(BATCH.count, state.batchSize * 2)
  if (gap !== undefined) state.losses.told(gap)
  for (const { event } of batch) if (event.type === 'generation') state.counters.written += 1
  state.onWritten()
}

/** True when the writer should go on. */
async function survives(error: unknown, batch: readonly Filtered[], state: State): Promise<boolean> {
  const { queue, counters, store } = state
  const kind = failureKind(error)
  counters.failed += 1
  if (kind === 'record' && batch.length === 1) {
    queue.settle()
    for (const { event } of batch) giveUp(event, 'record_invalid', state)
    state.onError(writeFailure(error, store.name))
    return true
  }
  queue.putBack(batch.map(({ event }) => event))
  if (kind === 'record') {
    // One that cannot be written must not take the others with it: they are tried alone.
    state.batchSize = 1
    return true
  }
  state.tries += 1
  if (state.tries === 1) state.onError(writeFailure(error, store.name))
  if (state.tries < MAX_TRIES && kind === 'passing') {
    await new Promise<void>((resolve) => realTime.after(FIRST_PAUSE_MS * 2 ** state.tries, resolve))
    return true
  }
  for (const event of queue.clear().waiting) giveUp(event, 'store_failed', state)
  state.tries = 0
  state.onGiveUp(kind)
  return false
}

function giveUp(event: LogEvent, reason: DropReason, { lose, onError }: State): void {
  if (event.type === 'generation') lose(reason)
  else onError(lossFailure(event.type, 'the store failed'))
}

/** Without a later event the log would never hear of the last losses. */
async function tellLosses(state: State): Promise<void> {
  try {
    if (state.losses.gap() !== undefined) await write([], state)
  } catch {
    state.counters.failed += 1
  }
}

async function filterAll(events: readonly LogEvent[], { filter, queue, lose, onError }: State): Promise<Filtered[]> {
  const batch: Filtered[] = []
  for (const event of events) {
    try {
      const ready = filter(event)
      batch.push({ event, ready: requireEvent(isThenable(ready) ? await ready : ready) })
    } catch (cause) {
      // What could not be masked must not be written unmasked.
      queue.drop(event)
      if (event.type === 'generation') lose('redaction_failed')
      onError(redactionFailure(cause))
    }
  }
  return batch
}
