import type { SplitRow } from '../split/assigner.ts'

/** Rows that were left out as copies of others, by those that stay: about 150 bytes a copy. */
export type Copies = {
  /**
   * @param conversation the key of its conversation
   * @param of the id of the row that stays, for now: it may be left out itself as a copy of another
   */
  readonly add: (id: string, conversation: string, of: string) => void
  readonly rows: (clusterOf: (id: string) => number) => Iterable<SplitRow>
}

export function createCopies(): Copies {
  const conversations = new Map<string, string[]>()
  return {
    add(id, conversation, of) {
      const own = conversations.get(id) ?? []
      conversations.delete(id)
      const others = conversations.get(of)
      if (others === undefined) conversations.set(of, [conversation, ...own])
      else others.push(conversation, ...own)
    },
    *rows(clusterOf) {
      for (const [of, keys] of conversations) {
        const cluster = clusterOf(of)
        for (const conversation of keys) yield { keys: { conversation }, cluster }
      }
    },
  }
}
