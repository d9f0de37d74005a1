/** Numbers that look random, and are the same for the same seed. */
export type Random = {
  /** From 0 to below 1. */
  readonly next: () => number
  readonly below: (limit: number) => number
  readonly pick: <Value>(values: readonly [Value, ...Value[]] | readonly Value[]) => Value | undefined
}

/** A linear congruential generator, with the constants of Numerical Recipes. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, pick: (values) => values[below(values.length)] }
}
