import { realTime } from '../../../core/real-time.ts'

/** How long the writer rests behind a write: what comes meanwhile is written in one go, which costs the app far less. */
const REST_MS = 20
/** A rest in which fewer calls came saves less than it costs whoever waits for one append before the next. */
const WORTH = 4
/** So many rests are left out at most when one was in vain. */
const MOST_LEFT_OUT = 1_024

/** When the writer takes up what was appended: in the next turn of the event loop, and under load a rest later. */
export type Gathering = {
  readonly next: () => Promise<void>
  /** To be called behind a write: the rest begins. */
  readonly rest: () => void
  /** Ends a rest: somebody waits. */
  readonly hurry: () => void
}

/**
 * Whoever waits for each append before the next one gains nothing by rests. That shows by nothing having come
 * during one; then one rest is left out, and each further time twice as many.
 *
 * @param arrived how many calls have come so far
 */
export function createGathering(arrived: () => number): Gathering {
  let restsUntil = 0
  let leftOut = 0
  let next = 1
  let wake: (() => void) | undefined

  async function gather(milliseconds: number): Promise<void> {
    const before = arrived()
    await new Promise<void>((resolve) => {
      const stop = realTime.after(milliseconds, resolve)
      wake = () => {
        stop()
        resolve()
      }
    })
    const wasHurried = wake === undefined
    wake = undefined
    if (wasHurried) return
    if (arrived() - before >= WORTH) {
      next = 1
      return
    }
    leftOut = next
    next = Math.min(next * 2, MOST_LEFT_OUT)
  }

  return {
    async next() {
      await realTime.turn()
      const left = restsUntil - realTime.now()
      if (left <= 0) return
      if (leftOut > 0) leftOut -= 1
      else await gather(left)
    },
    rest: () => void (restsUntil = realTime.now() + REST_MS),
    hurry() {
      restsUntil = 0
      const end = wake
      wake = undefined
      end?.()
    },
  }
}
