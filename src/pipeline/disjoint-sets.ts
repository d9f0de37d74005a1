/** Sets of numbers from 0 on, which can be joined; each number begins alone. 4 bytes a number. */
export type DisjointSets = {
  /** The smallest number of the set, which stands for the set. */
  readonly find: (member: number) => number
  readonly join: (one: number, other: number) => void
}

const FIRST_SIZE = 1024

/** @param size how many numbers there will be; default: as many as are joined */
export function createDisjointSets(size: number = FIRST_SIZE): DisjointSets {
  let parents = alone(size)

  function find(member: number): number {
    let root = member
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) {
      // Halves the way for whoever asks next.
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
      const [smaller, larger] = a < b ? [a, b] : [b, a]
      if (larger >= parents.length) parents = grown(parents, larger + 1)
      parents[larger] = smaller
    },
  }
}

function alone(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, index) => index)
}

function grown(parents: Uint32Array, least: number): Uint32Array {
  const larger = alone(Math.max(least, parents.length * 2))
  larger.set(parents)
  return larger
}
