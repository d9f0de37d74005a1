// Tool calls that may wait side by side in one scope before the oldest are forgotten.
const MOST_WAITING = 1_000

/** Tool calls that models made and whose results were not seen yet, each with the key of its turn. */
export type OpenToolCalls = {
  /** The turn that the results of some calls go on: exactly one must wait for them. */
  turnOf(ids: readonly string[], question: string): object | undefined
  made(ids: readonly string[], question: string, turnKey: object): void
  answered(ids: readonly string[], question: string, turnKey: object): void
}

/**
 * How many wait under one id and question, and the turn when all of them are of one. Once there were two turns, nobody
 * can tell whose results come, until as many have come.
 */
type Waiting = { turn: object | undefined; count: number }

/**
 * Ids alone would not do, because some providers count them up from 0 in every answer: the question must be the same
 * too.
 */
export function createOpenToolCalls(): OpenToolCalls {
  // In the order in which they began to wait: who waits longest is forgotten first, however often others join.
  const waiting = new Map<string, Waiting>()
  return {
    turnOf(ids, question) {
      const [turn, ...others] = new Set(ids.map((id) => waiting.get(keyOf(id, question))?.turn))
      return others.length === 0 ? turn : undefined
    },
    made(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        const known = waiting.get(key)
        if (known === undefined) waiting.set(key, { turn: turnKey, count: 1 })
        else if (known.turn !== turnKey) Object.assign(known, { turn: undefined, count: known.count + 1 })
        if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value ?? '')
      }
    },
    answered(ids, question, turnKey) {
      for (const id of ids) {
        const key = keyOf(id, question)
        const known = waiting.get(key)
        if (known !== undefined && isDone(known, turnKey)) waiting.delete(key)
      }
    },
  }
}

function isDone(waiting: Waiting, turnKey: object): boolean {
  if (waiting.turn !== undefined) return waiting.turn === turnKey
  waiting.count -= 1
  return waiting.count === 0
}

function keyOf(id: string, question: string): string {
  return `${id}\n${question}`
}
