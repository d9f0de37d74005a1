import type { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import type { Store } from '../core/store.ts'
import { createLosses, type Losses } from './losses.ts'
import type { EventQueue } from './queue.ts'
import { increment, type Counters, type DropReason } from './stats.ts'
import { failureKind, lossFailure, redactionFailure, writeFailure } from './write-failure.ts'

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

type State = WriterOptions & {
  readonly losses: Losses
  readonly lose: (reason: DropReason, count?: number) => void
  tries: number
  batchSize: number
}

/** A failed write is tried up to five times with growing pauses; then what is queued is given up. */
export function createWriter(options: WriterOptions): Writer {
  const losses = createLosses()
  const state: State = { ...options, losses, lose, tries: 0, batchSize: BATCH }
  let running: Promise<void> | undefined
  let telling: Promise<void> | undefined

  function lose(reason: DropReason, count = 1): void {
    increment(options.counters.dropped, reason, count)
    losses.add(reason, count)
  }

  function wake(): void {
    running ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => empty(state))
      .finally(() => {
        running = undefined
        if (options.queue.size.count > 0) wake()
      })
  }

  async function drain(): Promise<void> {
    while (options.queue.size.count > 0 || running !== undefined) {
      wake()
      await running
    }
    telling ??= tellLosses(state).finally(() => (telling = undefined))
    await telling
  }

  return { wake, lose, drain }
}

async function empty(state: State): Promise<void> {
  while (state.queue.size.count > 0) {
    const batch = await filterAll(state.queue.take(state.batchSize), state)
    try {
      await write(batch, state)
    } catch (error) {
      if (!(await survives(error, batch, state))) return
    }
  }
}

async function write(batch: readonly Filtered[], state: State): Promise<void> {
  const gap = state.losses.gap()
  const events = batch.map(({ ready }) => ready)
  await state.store.append(gap === undefined ? events : [gap, ...events])
  state.tries = 0
  state.batchSize = Math.min(BATCH, state.batchSize * 2)
  if (gap !== undefined) state.losses.told(gap)
  state.counters.written += batch.filter(({ event }) => event.type === 'generation').length
}

/** True when the writer should go on. */
async function survives(error: unknown, batch: readonly Filtered[], state: State): Promise<boolean> {
  const { queue, counters, store } = state
  const kind = failureKind(error)
  counters.failed += 1
  if (kind === 'record' && batch.length === 1) {
    for (const { event } of batch) giveUp(event, state)
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
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** state.tries))
    return true
  }
  for (const event of queue.clear()) giveUp(event, state)
  state.tries = 0
  state.onGiveUp()
  return false
}

function giveUp(event: LogEvent, { lose, onError }: State): void {
  if (event.type === 'generation') lose('store_failed')
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

async function filterAll(events: readonly LogEvent[], { filter, lose, onError }: State): Promise<Filtered[]> {
  const batch: Filtered[] = []
  for (const event of events) {
    try {
      batch.push({ event, ready: await filter(event) })
    } catch (cause) {
      // What could not be masked must not be written unmasked.
      if (event.type === 'generation') lose('redaction_failed')
      onError(redactionFailure(cause))
    }
  }
  return batch
}
