import { AsyncLocalStorage } from 'node:async_hooks'

/** Others take a file for that of a living writer while it was touched within the last 30 seconds. */
export const BEAT_MS = 10_000

// The timer of an app's first append must not keep what belongs to that call.
const apart = AsyncLocalStorage.snapshot()

export type Heartbeat = { start(): void; stop(): void }

/** Calls `beat` every ten seconds between `start` and `stop`, without keeping the process alive. */
export function createHeartbeat(beat: () => void): Heartbeat {
  let timer: NodeJS.Timeout | undefined

  return {
    start() {
      timer ??= apart(() => setInterval(beat, BEAT_MS).unref())
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
