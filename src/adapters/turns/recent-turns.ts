// Responses that may be gone on from before the oldest is forgotten.
const MOST_REMEMBERED = 1_000

/** The turns of the latest responses, by the provider's id of the response. */
export type RecentTurns = {
  add(responseId: string, turnKey: object): void
  turnOf(responseId: string): object | undefined
}

export function createRecentTurns(): RecentTurns {
  const turns = new Map<string, object>()
  return {
    add(responseId, turnKey) {
      turns.delete(responseId)
      turns.set(responseId, turnKey)
      if (turns.size > MOST_REMEMBERED) turns.delete(turns.keys().next().value ?? '')
    },
    turnOf: (responseId) => turns.get(responseId),
  }
}
