import { isDrawnId } from './drawn-id.ts'
import { createWaiting, type Waiting } from './waiting.ts'

// Tool calls that may wait side by side in one scope before the oldest are forgotten.
const MOST_WAITING = 1_000

/** Tool calls that models made and whose results were not seen yet, each with the key of its turn. */
export type OpenToolCalls = {
  /** The turn that the results of some calls go on: exactly one must wait for them. */
  turnOf(ids: readonly string[], question: string): object | undefined
  made(ids: readonly string[], question: string, turnKey: object): void
  answered(ids: readonly string[], question: string, turnKey: object): void
}

export function createOpenToolCalls(): OpenToolCalls {
  // In the order in which they began to wait: who waits longest is forgotten first, however often others join.
  const open = new Map<string, Waiting>()
  return {
    turnOf(ids, question) {
      const [turn, ...others] = new Set(ids.map((id) => open.get(keyOf(id, question))?.turn()))
      return others.length === 0 ? turn : undefined
    },
    made(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        const known = open.get(key)
        if (known === undefined) open.set(key, createWaiting(turnKey))
        else known.joined(turnKey)
        if (open.size > MOST_WAITING) open.delete(open.keys().next().value ?? '')
      }
    },
    answered(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        if (open.get(key)?.answered(turnKey) === true) open.delete(key)
      }
    },
  }
}

// Some providers count ids up from 0 in every answer: then the question must be the same too.
function keyOf(id: string, question: string): string {
  return isDrawnId(id) ? id : `${id}\n${question}`
}
