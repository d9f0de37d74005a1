import type { KnownTurn } from './link-call.ts'

// Questions that may fail side by side in one scope before the oldest is forgotten.
const MOST_FAILED = 100

/** What failed within one context or under one signal, and was not answered since. */
export type Failures = {
  failed(prompt: string, turn: KnownTurn): void
  answered(prompt: string): void
  /** The turn of a question that failed. */
  turnOf(prompt: string): KnownTurn | undefined
}

export function createFailures(): Failures {
  const turns = new Map<string, KnownTurn>()
  return {
    failed(prompt, turn) {
      turns.delete(prompt)
      turns.set(prompt, turn)
      if (turns.size > MOST_FAILED) turns.delete(turns.keys().next().value ?? '')
    },
    answered: (prompt) => void turns.delete(prompt),
    turnOf: (prompt) => turns.get(prompt),
  }
}
