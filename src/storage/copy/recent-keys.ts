/** Remembers the keys that were added last, so many of them. */
export type RecentKeys = {
  readonly add: (key: string) => void
  readonly has: (key: string) => boolean
}

export function createRecentKeys(count: number): RecentKeys {
  const keys = new Set<string>()

  return {
    add(key) {
      keys.add(key)
      if (keys.size <= count) return
      // A set gives its members in the order in which they came.
      for (const oldest of keys) return void keys.delete(oldest)
    },
    has: (key) => keys.has(key),
  }
}
