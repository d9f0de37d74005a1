/** Remembers what was seen lately: at least the last `limit` values, at most twice as many. */
export type RecentSet = {
  /** True when the value is remembered; then it counts as seen now. */
  readonly has: (value: string) => boolean
  readonly add: (value: string) => void
}

export function createRecentSet(limit: number): RecentSet {
  let young = new Set<string>()
  let old = new Set<string>()

  function add(value: string): void {
    if (young.size >= limit) {
      old = young
      young = new Set()
    }
    young.add(value)
  }

  return {
    has(value) {
      if (young.has(value)) return true
      if (!old.has(value)) return false
      add(value)
      return true
    },
    add,
  }
}
