import type { LogEvent } from '../../src/core/log-event.ts'
import type { Store } from '../../src/core/store.ts'
import { memoryStore } from '../../src/storage/memory.ts'

/** A store that takes everything at once and keeps nothing: what is left is the cost of capture itself. */
export function sinkStore(): Store & { readonly taken: () => number } {
  let taken = 0
  async function append(events: readonly LogEvent[]): Promise<void> {
    taken += events.length
  }
  return { ...memoryStore(), name: 'sink', append, taken: () => taken }
}
