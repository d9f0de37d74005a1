import { databaseError } from './errors.ts'

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

const LINGER_MS = 50
const FIRST_BACKOFF_MS = 200
const LONGEST_BACKOFF_MS = 30_000

/** Runs `ship` in the background, never twice at once, and again after a while when it fails. */
export function createShipper(ship: () => Promise<void>, tell: (error: unknown) => void): Shipper {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let isStopped = false

  function start(): Promise<void> {
    running = ship().then(
      () => {
        running = undefined
        failures = 0
      },
      (cause: unknown) => {
        running = undefined
        failures += 1
        throw cause
      },
    )
    return running
  }

  /** A run that begins after this call. */
  function request(): Promise<void> {
    if (next !== undefined) return next
    if (running === undefined) return start()
    return (next = running
      .catch(() => {})
      .then(() => {
        next = undefined
        return start()
      }))
  }

  function schedule(milliseconds: number): void {
    if (timer !== undefined || isStopped) return
    timer = setTimeout(() => {
      timer = undefined
      request().catch((cause: unknown) => {
        if (failures === 1) tell(databaseError('What was captured cannot be sent to PostgreSQL', cause))
        schedule(backoff(failures))
      })
    }, milliseconds)
    timer.unref()
  }

  return {
    nudge: () => schedule(LINGER_MS),
    async settle(milliseconds) {
      const until = performance.now() + milliseconds
      for (;;) {
        const left = until - performance.now()
        try {
          return await within(request(), left)
        } catch (cause) {
          const pause = backoff(failures)
          if (isFinal(cause) || performance.now() + pause >= until) {
            throw databaseError('What was appended is not in PostgreSQL yet', cause)
          }
          await new Promise((resolve) => setTimeout(resolve, pause))
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

function isFinal(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'peer_missing' || cause.code === 'store_failed')
}

function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not answer in time')), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
