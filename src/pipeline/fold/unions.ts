/** Groups of numbers from 0 on: each stands alone until it is joined with another. */
export type Unions = {
  readonly join: (a: number, b: number) => void
  /** The number that stands for the group: the smallest one. */
  readonly of: (number: number) => number
}

export function createUnions(): Unions {
  const above: number[] = []

  function of(number: number): number {
    let top = number
    for (let next = above[top]; next !== undefined && next !== top; next = above[top]) top = next
    for (let at = number; at !== top;) {
      const next = above[at] ?? top
      above[at] = top
      at = next
    }
    return top
  }

  return {
    of,
    join(a, b) {
      const [first, second] = [of(a), of(b)]
      if (first !== second) above[Math.max(first, second)] = Math.min(first, second)
    },
  }
}
