/** The turns that are being answered, by conversation. */
export type RunningTurns = {
  /** Runs a turn. `stop` fires `left`, as the client does that leaves. */
  run(conversationId: string, left: AbortController, turn: () => Promise<void>): Promise<void>
  /** Stops the turns of a conversation; resolves when they have ended. */
  stop(conversationId: string): Promise<void>
}

type Running = { readonly left: AbortController; readonly ended: Promise<void> }

export function createRunningTurns(): RunningTurns {
  const running = new Map<string, Set<Running>>()
  return {
    async run(conversationId, left, turn) {
      const ended = turn()
      const own = { left, ended }
      const turns = running.get(conversationId) ?? new Set()
      running.set(conversationId, turns.add(own))
      try {
        await ended
      } finally {
        turns.delete(own)
        if (turns.size === 0) running.delete(conversationId)
      }
    },
    async stop(conversationId) {
      const turns = [...(running.get(conversationId) ?? [])]
      for (const { left } of turns) left.abort()
      await Promise.allSettled(turns.map(({ ended }) => ended))
    },
  }
}
