const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 600_000

/** Gives a store that failed again and again time to recover: 2 seconds at first, up to 10 minutes. */
export type Recovery = {
  /** True while nothing should be captured. */
  readonly isPaused: boolean
  readonly failed: () => void
  readonly worked: () => void
}

export function createRecovery(now: () => number = () => performance.now()): Recovery {
  let pauseMs = 0
  let until = 0
  return {
    get isPaused() {
      return until > 0 && now() < until
    },
    failed() {
      pauseMs = pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      until = now() + pauseMs
    },
    worked() {
      pauseMs = 0
      until = 0
    },
  }
}
