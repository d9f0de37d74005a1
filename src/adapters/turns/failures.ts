import { Recent } from '../../middleware/recent.ts'
import type { KnownTurn } from './link-call.ts'

// Questions that may fail side by side in one scope before the oldest is forgotten.
const MOST_FAILED = 100
// Clients and users ask again sooner; what is asked later under a signal or in a context that many share is another's.
const RETRIED_WITHIN_MS = 120_000

/** What failed within one context or under one signal, and was not answered since. */
export type Failures = {
  failed(prompt: string, turn: KnownTurn): void
  answered(prompt: string): void
  /** The turn of a question that failed. */
  turnOf(prompt: string): KnownTurn | undefined
}

export function createFailures(): Failures {
  const failures = new Recent<{ readonly turn: KnownTurn; readonly at: number }>(MOST_FAILED)
  return {
    failed: (prompt, turn) => failures.set(prompt, { turn, at: performance.now() }),
    answered: (prompt) => failures.delete(prompt),
    turnOf(prompt) {
      const failure = failures.get(prompt)
      return failure !== undefined && performance.now() - failure.at < RETRIED_WITHIN_MS ? failure.turn : undefined
    },
  }
}
