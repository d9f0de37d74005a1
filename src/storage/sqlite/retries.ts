const FIRST_MS = 500
const LONGEST_MS = 60_000
const MOST = 20

/** Tries again what did not work, less and less often, a bounded number of times. */
export type Retries = {
  /** Nothing happens while the next try is due already. */
  readonly start: () => void
  readonly stop: () => void
}

/** `attempt` says whether it is done, and never rejects. No process stays alive for it. */
export function createRetries(attempt: () => Promise<boolean>): Retries {
  // A new one with each start, so that a try under way when it was stopped is not followed by others.
  let series: object | undefined
  let timer: NodeJS.Timeout | undefined

  function schedule(mine: object, tries: number): void {
    timer = setTimeout(() => void tryOnce(mine, tries), Math.min(FIRST_MS * 2 ** tries, LONGEST_MS))
    timer.unref()
  }

  async function tryOnce(mine: object, tries: number): Promise<void> {
    const isDone = await attempt()
    if (mine !== series) return
    if (!isDone && tries + 1 < MOST) schedule(mine, tries + 1)
    else series = undefined
  }

  return {
    start() {
      if (series !== undefined) return
      series = {}
      schedule(series, 0)
    },
    stop() {
      clearTimeout(timer)
      series = undefined
    },
  }
}
