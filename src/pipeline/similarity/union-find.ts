/** Sets of numbers that grow together. Four bytes a number. */
export type UnionFind = {
  /** The smallest member of the set that a number belongs to. */
  readonly find: (member: number) => number
  readonly join: (one: number, other: number) => void
}

export function createUnionFind(size: number): UnionFind {
  const parents = Uint32Array.from({ length: size }, (_, index) => index)

  function find(member: number): number {
    let root = member
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) {
      // Halves the way for whoever asks next.
      const next = parents[parent] ?? parent
      parents[root] = next
      root = next
    }
    return root
  }

  return {
    find,
    join(one, other) {
      const [a, b] = [find(one), find(other)]
      if (a < b) parents[b] = a
      else parents[a] = b
    },
  }
}
