import { createNumbers } from './numbers.ts'

/** What `find` gives when there is none. */
export const NO_GRAM = 0xffffffff

/** Numbers distinct grams from 0 on; two hashes tell them apart. */
export type GramTable = {
  readonly size: () => number
  /** Its number, a new one if need be. */
  readonly put: (hash: number, check: number) => number
  readonly find: (hash: number, check: number) => number
  /** Whether any gram has this hash: quick, and mostly not. */
  readonly mayHave: (hash: number) => boolean
}

export function createGramTable(): GramTable {
  const hashes = createNumbers()
  const checks = createNumbers()
  const next = createNumbers()
  let heads = new Uint32Array(2048).fill(NO_GRAM)

  const placeOf = (hash: number): number => hash & (heads.length - 1)
  const headOf = (hash: number): number => heads[placeOf(hash)] ?? NO_GRAM

  function find(hash: number, check: number): number {
    let gram = headOf(hash)
    while (gram !== NO_GRAM && (hashes.at(gram) !== hash || checks.at(gram) !== check)) gram = next.at(gram)
    return gram
  }

  function spread(): void {
    heads = new Uint32Array(heads.length * 2).fill(NO_GRAM)
    for (let gram = 0; gram < hashes.size(); gram += 1) {
      const place = placeOf(hashes.at(gram))
      next.set(gram, heads[place] ?? NO_GRAM)
      heads[place] = gram
    }
  }

  return {
    size: hashes.size,
    find,
    put(hash, check) {
      const known = find(hash, check)
      if (known !== NO_GRAM) return known
      const gram = hashes.size()
      hashes.push(hash)
      checks.push(check)
      next.push(headOf(hash))
      heads[placeOf(hash)] = gram
      if (gram * 2 > heads.length) spread()
      return gram
    },
    mayHave(hash) {
      let gram = headOf(hash)
      while (gram !== NO_GRAM && hashes.at(gram) !== hash) gram = next.at(gram)
      return gram !== NO_GRAM
    },
  }
}
