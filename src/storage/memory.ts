import type { Erasure } from '../core/erasure.ts'
import { FinetapError } from '../core/errors.ts'
import type { LogEvent } from '../core/log-event.ts'
import type { Cursor, ErasureResult, ReadRange, Scanned, ScanOptions, Store } from '../core/store.ts'
import { closedError } from './closed.ts'
import { erasureFilter, type ErasureFilter } from './erasure/filter.ts'
import { erasureKey, newErasureSecret } from './erasure/key.ts'
import { planErasure } from './erasure/plan.ts'
import { requireEvents } from './require-events.ts'
import { rangeFilter } from './range.ts'
import { shardFilter } from './shard.ts'

type Entry = { readonly sequence: number; readonly event: LogEvent }

/**
 * A store in the memory of this process: for tests and for scripts that build a dataset at once.
 *
 * It holds the events themselves, not copies, without a bound. Erased generations are removed at once.
 *
 * @example const recorder = createRecorder({ store: memoryStore() })
 */
export function memoryStore(): Store {
  // Replaced, never shortened, so that a reader under way keeps the array that it began with.
  let entries: Entry[] = []
  let erasures: readonly Erasure[] = []
  const key = erasureKey(newErasureSecret())
  let isErased: ErasureFilter = erasureFilter([], [])
  let sequence = 0
  let closed = false

  function put(events: readonly LogEvent[]): void {
    requireEvents(events)
    const added = events.filter((event) => event.type === 'erasure')
    if (added.length > 0) {
      erasures = [...erasures, ...added]
      isErased = erasureFilter(erasures, [key])
      entries = entries.filter(({ event }) => !isErased(event))
    }
    for (const event of events) {
      sequence += 1
      if (!isErased(event)) entries.push({ sequence, event })
    }
  }

  async function* scan(options: ScanOptions = {}): AsyncGenerator<Scanned> {
    const wanted = rangeFilter(options)
    const mine = shardFilter(options.shard)
    const after = options.after === undefined ? 0 : sequenceOf(options.after, sequence)
    for (const entry of entries.slice()) {
      const cursor = String(entry.sequence)
      if (entry.sequence > after && mine(cursor) && wanted(entry.event)) yield { event: entry.event, cursor }
    }
  }

  function appendSync(events: readonly LogEvent[]): void {
    if (closed) throw closedError('memory')
    put(events)
  }

  async function append(events: readonly LogEvent[]): Promise<void> {
    appendSync(events)
  }

  return {
    name: 'memory',
    capabilities: { durability: 'memory', shared: false, erasure: 'rewrite', idempotent: false },
    append,
    appendSync,
    scan,
    async *read(range: ReadRange = {}) {
      for await (const { event } of scan(range)) yield event
    },
    async erase(selector, options): Promise<ErasureResult> {
      const plan = planErasure({ selector, key, reason: options?.reason })
      for (const { event } of entries) if (event.type === 'generation') plan.take(event)
      const erasure = plan.event()
      await append([erasure])
      return { erasure, hidden: plan.hidden(), rewritten: plan.hidden(), pending: 0 }
    },
    async flush() {},
    async close() {
      closed = true
    },
  }
}

/** @param last that of the latest event: a cursor beyond it is that of another store */
function sequenceOf(cursor: Cursor, last: number): number {
  const sequence = Number(cursor)
  if (Number.isInteger(sequence) && sequence > 0 && sequence <= last) return sequence
  throw new FinetapError('bad_option', {
    what: `The cursor ${JSON.stringify(cursor)} is not one of this store`,
    fix: 'give a cursor that scan of the same store has yielded',
  })
}
