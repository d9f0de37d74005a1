import { setImmediate } from 'node:timers/promises'

const SLICE_MS = 20

/**
 * Keeps a long loop polite: call it once a round. It throws the signal's reason once the signal has aborted, and lets
 * timers, signals and other work of the process run every 20 milliseconds.
 */
export function createPacer(signal?: AbortSignal): () => Promise<void> | undefined {
  let sliceStart = performance.now()
  return () => {
    signal?.throwIfAborted()
    if (performance.now() - sliceStart < SLICE_MS) return undefined
    return setImmediate().then(() => {
      sliceStart = performance.now()
      signal?.throwIfAborted()
    })
  }
}
