import type { EventQueue } from './queue.ts'

/** Who waits for what was queued when they came. What is queued later does not keep them. */
export type Waiters = {
  readonly count: () => number
  /** Resolves when all that is queued now is gone. */
  readonly add: () => Promise<void>
  /** Lets go of those whose time has come. */
  readonly tell: () => void
}

export function createWaiters(queue: EventQueue): Waiters {
  let waiting: { readonly target: number; readonly resolve: () => void }[] = []
  return {
    count: () => waiting.length,
    add: () => new Promise((resolve) => waiting.push({ target: queue.pushed(), resolve })),
    tell() {
      const gone = queue.gone()
      const due = waiting.filter(({ target }) => target <= gone)
      waiting = waiting.filter(({ target }) => target > gone)
      for (const { resolve } of due) resolve()
    },
  }
}
