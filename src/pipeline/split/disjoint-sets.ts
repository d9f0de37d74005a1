/** Numbers in sets that can be joined: 4 bytes a number. */
export type DisjointSets = {
  /** The smallest number of the set, which stands for the set. */
  readonly find: (member: number) => number
  readonly join: (one: number, other: number) => void
}

export function createDisjointSets(size: number): DisjointSets {
  const parents = Int32Array.from({ length: size }, (_, index) => index)

  function find(member: number): number {
    let root = member
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) {
      const above = parents[parent] ?? parent
      parents[root] = above
      root = above
    }
    return root
  }

  return {
    find,
    join(one, other) {
      const [a, b] = [find(one), find(other)]
      parents[Math.max(a, b)] = Math.min(a, b)
    },
  }
}
