import type { Store } from 'finetap'

export type WatchedStore = {
  readonly store: Store
  /** Calls `listener` after each change of the log, until the function that comes back is called. */
  readonly watch: (listener: () => void) => () => void
  /** Counts up with each change. */
  readonly version: () => number
}

/** A store that tells when something was captured, judged or erased. A finetap store is plain methods, so this is all. */
export function watchedStore(inner: Store): WatchedStore {
  const listeners = new Set<() => void>()
  let version = 0

  function changed(): void {
    version += 1
    for (const listener of listeners) listener()
  }

  const store: Store = {
    ...inner,
    async append(events) {
      await inner.append(events)
      changed()
    },
    async erase(selector, options) {
      const result = await inner.erase(selector, options)
      changed()
      return result
    },
  }
  return {
    store,
    watch(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    version: () => version,
  }
}
