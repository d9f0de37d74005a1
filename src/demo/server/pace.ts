import { setImmediate, setTimeout } from 'node:timers/promises'

/** Waits before the token with this index, or not at all once `signal` has fired. */
export type Pace = (index: number, signal: AbortSignal) => Promise<void>

const SLOW_FIRST_MS = 800
const SLOW_TOKEN_MS = 120

/** So many milliseconds before each token; with 0 only other work gets its turn. */
export function steadyPace(tokenDelayMs: number): Pace {
  return (_, signal) => wait(tokenDelayMs, signal)
}

/** What `/slow` does: 800 ms before the first token, 120 ms before each further one, or more if that is the usual pace. */
export function slowPace(tokenDelayMs: number): Pace {
  return (index, signal) => wait(Math.max(index === 0 ? SLOW_FIRST_MS : SLOW_TOKEN_MS, tokenDelayMs), signal)
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await (ms === 0 ? setImmediate(undefined, { signal }) : setTimeout(ms, undefined, { signal }))
  } catch {
    // The signal has fired: who waited looks at it.
  }
}
