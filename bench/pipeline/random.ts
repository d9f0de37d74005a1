/** Numbers that look random and are always the same ones. */
export type Random = {
  /** From 0 to below 1. */
  readonly fraction: () => number
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number
}

/** A linear congruential generator of 32 bits (the constants of Numerical Recipes) with its high bits mixed down. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function fraction(): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32
  }
  return { fraction, below: (limit) => Math.floor(fraction() * limit) }
}
