import { realTime } from '../core/real-time.ts'

/** How long the writer rests behind a piece of work: what comes meanwhile is written in one go, which costs far less. */
const REST_MS = 8

/** When the writer goes on: soon, and under load with rests between. */
export type Pace = {
  /** Resolves in the next turn of the event loop, or at the end of the rest. */
  readonly next: () => Promise<void>
  /** Begins the rest. */
  readonly rest: () => void
  /** Ends a rest: somebody waits. */
  readonly hurry: () => void
}

export function createPace(): Pace {
  let restsUntil = 0
  let wakeNow: (() => void) | undefined

  return {
    next: () =>
      new Promise((resolve) => {
        const left = restsUntil - realTime.now()
        if (left <= 0) return realTime.next(resolve)
        const stop = realTime.after(left, resolve)
        wakeNow = () => {
          stop()
          realTime.next(resolve)
        }
      }),
    rest: () => void (restsUntil = realTime.now() + REST_MS),
    hurry() {
      restsUntil = 0
      wakeNow?.()
      wakeNow = undefined
    },
  }
}
