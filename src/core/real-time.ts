const { setTimeout, clearTimeout, setImmediate } = globalThis
const now = performance.now.bind(performance)

/**
 * The clock and the timers as they were when finetap was loaded. Tests of apps put others in their place (such as
 * `vi.useFakeTimers`), under which what was captured would never be written, or hours later.
 */
export const realTime = {
  /** Milliseconds, by `performance.now`. */
  now: (): number => now(),
  /** Calls `act` in so many milliseconds, unless what is returned is called before. */
  after(milliseconds: number, act: () => void): () => void {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
  /** Resolves when everything else that waits for the event loop has had its turn. */
  turn: (): Promise<void> => new Promise((resolve) => void setImmediate(resolve)),
  /** Calls `act` when everything else that waits for the event loop has had its turn. */
  next: (act: () => void): void => void setImmediate(act),
} as const
