import { createKeyTable } from './key-table.ts'
import type { FinalRow } from './leaks.ts'

/** What so many conversations begin with that it counts for nothing. */
export type IsStock = (key: string) => boolean

/** Finds rows that begin as one does which is held out more strictly: about 40 bytes for each held-out row. */
export type BeginningSightings = {
  /** First, of all rows. */
  readonly see: (row: FinalRow) => void
  /** Then, of all rows again: what it must not begin with. */
  readonly leaksOf: (row: FinalRow) => readonly string[]
}

export function createBeginningSightings(isStock: IsStock): BeginningSightings {
  const [inValidation, inTest] = [createKeyTable(), createKeyTable()]
  return {
    see({ split, keys: { begins } }) {
      const own = split === 'train' ? undefined : begins?.said.find((key) => !isStock(key))
      if (own !== undefined) (split === 'test' ? inTest : inValidation).intern(own)
    },
    leaksOf(row) {
      const stricter = row.split === 'train' ? [inValidation, inTest] : [inTest]
      if (row.split === 'test') return []
      return beginningsOfRow(row).filter((key) => stricter.some((held) => held.find(key) !== -1) && !isStock(key))
    },
  }
}

/** All but those that are too short to be told from others. */
export function beginningsOfRow({ keys: { begins } }: FinalRow): readonly string[] {
  return begins === undefined ? [] : [...begins.given, ...begins.said]
}
