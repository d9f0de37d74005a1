import { createGrowingNumbers } from '../work/growing-numbers.ts'
import type { Beginnings } from './beginnings.ts'
import { createKeyTable, type KeyTable } from './key-table.ts'
import { settleBeginnings, type SettledBeginnings } from './settle-beginnings.ts'

/**
 * Finds rows that begin as something held out does, in two walks over the rows: first those that are held out, then all.
 * Takes about 50 bytes for each held-out row, and 12 for each row that begins like one.
 */
export type SharedBeginnings = {
  /** Of a row that is held out in this build. */
  readonly hold: (begins: Beginnings | undefined) => void
  /** Of a row that is left out in this build, and was held out before. */
  readonly holdGone: (split: number, begins: Beginnings | undefined) => void
  /** Of each row, in order. */
  readonly look: (row: number, begins: Beginnings | undefined) => void
  /** @param conversationOf the number of a row's conversation */
  readonly settle: (placed: Uint8Array, conversationOf: (row: number) => number) => SettledBeginnings
}

/** That a row begins in some way: in order of the rows, the shortest beginning of each first. */
export type Sightings = {
  readonly size: () => number
  readonly row: (index: number) => number
  /** The number of the beginning. */
  readonly key: (index: number) => number
  /** Whether the model has said something in it; else the app brought all of it along. */
  readonly isSaid: (index: number) => boolean
}

/** Held out before by a row that is gone. */
export type GoneBeginnings = { readonly split: number; readonly said: readonly string[] }

/** @param heldBefore the split for which the ledger holds a key out; 0: none */
export function createSharedBeginnings(heldBefore: (key: string) => number): SharedBeginnings {
  const keys: KeyTable = createKeyTable()
  const [rows, numbers] = [createGrowingNumbers('u32'), createGrowingNumbers('u32')]
  const said = createGrowingNumbers('u8')
  const gone: GoneBeginnings[] = []

  function see(row: number, key: string, isSaid: boolean): void {
    const number = heldBefore(key) === 0 ? keys.find(key) : keys.intern(key)
    if (number === -1) return
    rows.push(row)
    numbers.push(number)
    said.push(isSaid ? 1 : 0)
  }

  return {
    hold(begins) {
      for (const key of saidIn(begins)) keys.intern(key)
    },
    holdGone(split, begins) {
      gone.push({ split, said: saidIn(begins) })
      for (const key of saidIn(begins)) keys.intern(key)
    },
    look(row, begins) {
      for (const key of begins?.given ?? []) see(row, key, false)
      for (const key of saidIn(begins)) see(row, key, true)
    },
    settle(placed, conversationOf) {
      const seen = { size: rows.size, row: rows.at, key: numbers.at, isSaid: (index: number) => said.at(index) === 1 }
      return settleBeginnings({ placed, conversationOf, heldBefore, keys, seen, gone })
    },
  }
}

function saidIn(begins: Beginnings | undefined): readonly string[] {
  if (begins === undefined) return []
  return begins.whole === undefined ? begins.said : [begins.whole]
}
