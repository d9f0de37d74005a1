import { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import type { Store } from '../core/store.ts'
import { isThenable, requireEvent } from './filtered.ts'
import type { Losses } from './losses.ts'
import type { EventQueue } from './queue.ts'
import type { Counters, DropReason } from './stats.ts'
import { exitFailure, failureKind, redactionFailure, writeFailure } from './write-failure.ts'
import type { EventFilter } from './writer.ts'

export type WriteNowOptions = {
  readonly store: Store
  readonly queue: EventQueue
  readonly counters: Counters
  readonly filter: EventFilter
  readonly losses: Losses
  readonly lose: (reason: DropReason, count?: number) => void
  readonly onError: (error: FinetapError) => void
  /** True when the store has been handed what was taken from the queue, and has not acknowledged it. */
  readonly isHandedOver: boolean
}

/**
 * Writes what is queued while the process ends: nothing can be awaited any more. What a store or a redaction can only do
 * later is lost, and counted.
 */
export function writeNow(options: WriteNowOptions): void {
  const { store, queue, counters, losses, lose, onError, isHandedOver } = options
  const { taken, waiting } = queue.clear()
  const handedOver = isHandedOver ? taken : []
  const rest = isHandedOver ? waiting : [...taken, ...waiting]
  if (taken.length === 0 && waiting.length === 0 && losses.gap() === undefined) return settle(options)
  if (store.appendSync === undefined) {
    const lost = countGenerations([...handedOver, ...rest])
    lose('process_exit', lost)
    if (lost > 0) onError(exitFailure(`the store ${store.name}`, lost))
    return
  }
  const ready = rest.flatMap((event) => filterNow(event, options))
  const late = countGenerations(rest) - countGenerations(ready)
  if (late > 0) onError(exitFailure('the redaction', late))
  const outcome = append(ready, options)
  if (outcome === 'written') counters.written += countGenerations(handedOver)
  else if (outcome === 'failed') lose('store_failed', countGenerations(handedOver))
  else
    for (const event of ready)
      if (append([event], options) === 'refused') lose('record_invalid', countGenerations([event]))
  const gap = losses.gap()
  if (gap !== undefined) append([gap], options)
}

/** What a store has acknowledged and only holds in memory would end with the process. */
function settle({ store, onError }: WriteNowOptions): void {
  if (store.capabilities.durability !== 'memory') return
  try {
    store.appendSync?.([])
  } catch (cause) {
    // Whoever closed the store itself has had its outcome.
    if (!FinetapError.isInstance(cause) || cause.code !== 'store_closed') onError(writeFailure(cause, store.name))
  }
}

/** `refused`: one of the events can never be written; the others may be, alone. */
function append(events: readonly LogEvent[], options: WriteNowOptions): 'written' | 'refused' | 'failed' {
  const { store, counters, lose, onError } = options
  try {
    store.appendSync?.(events)
    counters.written += countGenerations(events)
    return 'written'
  } catch (cause) {
    if (failureKind(cause) === 'record') return 'refused'
    lose('store_failed', countGenerations(events))
    onError(writeFailure(cause, store.name))
    return 'failed'
  }
}

/** The event to write, or none: what could not be masked must not be written unmasked. */
function filterNow(event: LogEvent, { filter, lose, onError }: WriteNowOptions): readonly LogEvent[] {
  try {
    const ready = filter(event)
    if (!isThenable(ready)) return [requireEvent(ready)]
    void Promise.resolve(ready).catch(() => {})
    if (event.type === 'generation') lose('process_exit')
  } catch (cause) {
    if (event.type === 'generation') lose('redaction_failed')
    onError(redactionFailure(cause))
  }
  return []
}

function countGenerations(events: readonly LogEvent[]): number {
  return events.filter(({ type }) => type === 'generation').length
}
