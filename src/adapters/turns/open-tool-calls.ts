// Turns that may wait for their tools side by side in one scope before the oldest is forgotten.
const MOST_WAITING = 1_000

/** Stands where two turns wait for the same answer, so that nobody can tell which of them goes on. */
const AMBIGUOUS = Symbol('ambiguous')

/** Tool calls that models made and whose results were not seen yet, each with the key of its turn. */
export type OpenToolCalls = {
  /** The turn that the results of some calls go on: exactly one must wait for them. */
  turnOf(ids: readonly string[], question: string): object | undefined
  made(ids: readonly string[], question: string, turnKey: object): void
  answered(ids: readonly string[], question: string, turnKey: object): void
}

/**
 * Ids alone would not do, because some providers count them up from 0 in every answer: the question must be the same
 * too.
 */
export function createOpenToolCalls(): OpenToolCalls {
  const waiting = new Map<string, object | typeof AMBIGUOUS>()
  return {
    turnOf(ids, question) {
      const [turn, ...others] = new Set(ids.map((id) => waiting.get(keyOf(id, question))))
      return typeof turn === 'object' && others.length === 0 ? turn : undefined
    },
    made(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        const other = waiting.get(key)
        waiting.delete(key)
        waiting.set(key, other === undefined || other === turnKey ? turnKey : AMBIGUOUS)
        if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value ?? '')
      }
    },
    answered(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        if (waiting.get(key) === turnKey) waiting.delete(key)
      }
    },
  }
}

function keyOf(id: string, question: string): string {
  return `${id}\n${question}`
}
