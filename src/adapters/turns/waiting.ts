// A tool call that nobody answered for so long makes room when the same is asked again. Approvals by people take minutes.
const GIVEN_UP_MS = 300_000
// Beyond so many, those who begin to wait are only counted.
const MOST_APART = 16

/** The turns that wait for the results of tool calls with one id. */
export type Waiting = {
  /** The one that waits; undefined while nobody can tell whose results would come. */
  turn(): object | undefined
  joined(turnKey: object): void
  /** Results came, and a turn went on: true when none waits any more. */
  answered(turnKey: object): boolean
}

type Wait = { turn: object | undefined; since: number; count: number }

/**
 * Once there were two turns, nobody can tell whose results come, until as many have come or all but the last were given
 * up.
 */
export function createWaiting(turnKey: object): Waiting {
  const waits: Wait[] = [{ turn: turnKey, since: performance.now(), count: 1 }]

  return {
    turn: () => (waits.length === 1 ? waits[0]?.turn : undefined),
    joined(joining) {
      if (waits.length === 1 && waits[0]?.turn === joining) return
      const now = performance.now()
      while (waits[0] !== undefined && now - waits[0].since > GIVEN_UP_MS) waits.shift()
      const last = waits.at(-1)
      if (last !== undefined && waits.length === MOST_APART) {
        Object.assign(last, { turn: undefined, since: now, count: last.count + 1 })
      } else waits.push({ turn: joining, since: now, count: 1 })
    },
    answered(answering) {
      const last = waits.at(-1)
      if (last === undefined) return true
      if (waits.length === 1 && last.turn !== undefined) return last.turn === answering
      // Whoever it was, the others are as many as before and waited longer: one who left does not count as new for ever.
      last.count -= 1
      if (last.count === 0) waits.pop()
      for (const wait of waits) wait.turn = undefined
      return waits.length === 0
    },
  }
}
