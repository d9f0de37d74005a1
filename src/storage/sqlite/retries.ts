const FIRST_MS = 500
const LONGEST_MS = 60_000
const MOST = 20

/** Tries again what did not work, less and less often, a bounded number of times. */
export type Retries = {
  /** Nothing happens while the next try is due already. */
  readonly start: () => void
  readonly stop: () => void
}

/** `attempt` says whether it is done. No process stays alive for it. */
export function createRetries(attempt: () => boolean): Retries {
  let timer: NodeJS.Timeout | undefined

  function schedule(tries: number): void {
    const delay = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS)
    timer = setTimeout(() => {
      timer = undefined
      if (!attempt() && tries + 1 < MOST) schedule(tries + 1)
    }, delay)
    timer.unref()
  }

  return {
    start() {
      if (timer === undefined) schedule(0)
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
