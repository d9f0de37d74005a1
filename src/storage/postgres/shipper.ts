import { realTime } from '../../core/real-time.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { isFinal, unsentError } from './errors.ts'
import { createRunner } from './runner.ts'

export type Shipper = {
  /** Something is there to be sent, soon. */
  readonly nudge: () => void
  /**
   * Resolves when everything is sent that was in the outbox when it was called.
   *
   * @throws FinetapError `store_failed` when the time is over first.
   */
  readonly settle: (milliseconds: number) => Promise<void>
  readonly stop: () => void
}

// The timer of an app's append must not keep what belongs to that call.
const apart = AsyncLocalStorage.snapshot()

const LINGER_MS = 50
const FIRST_BACKOFF_MS = 200
const LONGEST_BACKOFF_MS = 30_000

/** Runs `ship` in the background, never twice at once, and again after a while when it fails. */
export function createShipper(ship: () => Promise<void>, tell: (error: unknown) => void): Shipper {
  const runner = createRunner(ship)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function schedule(milliseconds: number): void {
    if (timer !== undefined || isStopped) return
    timer = apart(() =>
      setTimeout(() => {
        timer = undefined
        runner.request().catch((cause: unknown) => {
          if (runner.failures() === 1) tell(unsentError('What was captured cannot be sent to PostgreSQL', cause))
          schedule(backoff(runner.failures()))
        })
      }, milliseconds).unref(),
    )
  }

  return {
    nudge: () => schedule(LINGER_MS),
    async settle(milliseconds) {
      const until = realTime.now() + milliseconds
      for (;;) {
        const left = until - realTime.now()
        try {
          return await within(runner.request(), left)
        } catch (cause) {
          const pause = backoff(runner.failures())
          if (isFinal(cause) || realTime.now() + pause >= until) {
            throw unsentError('What was appended is not in PostgreSQL yet', cause)
          }
          await new Promise<void>((resolve) => realTime.after(pause, resolve))
        }
      }
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Longer with every failure, and for no two servers the same. */
function backoff(failures: number): number {
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 20), LONGEST_BACKOFF_MS)
  return longest * (0.5 + Math.random() / 2)
}

function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  let stop: (() => void) | undefined
  const late = new Promise<never>((_, reject) => {
    stop = realTime.after(Math.max(0, milliseconds), () => reject(new Error('it did not answer in time')))
  })
  return Promise.race([promise, late]).finally(() => stop?.())
}
