import type { KeyTable } from './key-table.ts'
import { NEAR_HELD_OUT } from './place-rows.ts'
import type { GoneBeginnings, Sightings } from './shared-beginnings.ts'
import { NO_SPLIT, TEST, TRAIN, VALIDATION } from './splits.ts'

/**
 * What more conversations than this begin with is a stock phrase, as behind a button that asks for all: to learn it is
 * to learn no held-out row, and setting aside what goes on from it would leave nothing. Twice the most in real data.
 */
const MOST_SHARERS = 20

export type SettledBeginnings = {
  /** Codes of rows, with those set aside that begin as a row does which is held out more strictly. */
  readonly placed: Uint8Array
  /** What is held out: of each held-out row the shortest beginning that is its own, or shared with few. */
  readonly held: () => Iterable<HeldKey>
  readonly isStock: (key: string) => boolean
}

type HeldKey = { readonly key: string; readonly split: number }

type Settling = {
  readonly placed: Uint8Array
  readonly conversationOf: (row: number) => number
  readonly heldBefore: (key: string) => number
  readonly keys: KeyTable
  readonly seen: Sightings
  readonly gone: readonly GoneBeginnings[]
}

/** Those of the test hold out first: what is set aside for them holds out nothing. */
export function settleBeginnings(settling: Settling): SettledBeginnings {
  const { keys, seen, gone, heldBefore } = settling
  const stock = findStock(settling)
  const placed = settling.placed.slice()
  const held = Uint8Array.from({ length: keys.size() }, (_, key) => heldBefore(keys.key(key)))

  function holdOut(key: number, split: number): void {
    held[key] = Math.max(held[key] ?? NO_SPLIT, split)
  }

  for (const { split, said } of gone) {
    const key = said.map(keys.find).find((number) => !stock.has(number))
    if (key !== undefined) holdOut(key, split)
  }
  for (let split = TEST; split >= TRAIN; split -= 1) {
    for (let index = 0, end = 0; index < seen.size(); index = end) {
      const row = seen.row(index)
      let own = -1
      for (end = index; end < seen.size() && seen.row(end) === row; end += 1) {
        const key = seen.key(end)
        if (placed[row] !== split || stock.has(key)) continue
        if ((held[key] ?? NO_SPLIT) > split) placed[row] = NEAR_HELD_OUT
        else if (own === -1 && seen.isSaid(end)) own = key
      }
      if (own !== -1 && placed[row] === split && split !== TRAIN) holdOut(own, split)
    }
  }

  return {
    placed,
    *held() {
      for (const [key, split] of held.entries()) if (split >= VALIDATION) yield { key: keys.key(key), split }
    },
    isStock: (key) => stock.has(keys.find(key)),
  }
}

/** The numbers of stock phrases. */
function findStock({ keys, seen, conversationOf }: Settling): ReadonlySet<number> {
  const rows = new Uint32Array(keys.size())
  for (let index = 0; index < seen.size(); index += 1) rows[seen.key(index)] = (rows[seen.key(index)] ?? 0) + 1
  const sharers = new Map<number, Set<number>>()
  for (let index = 0; index < seen.size(); index += 1) {
    const key = seen.key(index)
    if ((rows[key] ?? 0) <= MOST_SHARERS) continue
    const conversations = sharers.get(key) ?? new Set()
    sharers.set(key, conversations)
    if (conversations.size <= MOST_SHARERS) conversations.add(conversationOf(seen.row(index)))
  }
  return new Set([...sharers].flatMap(([key, { size }]) => (size > MOST_SHARERS ? [key] : [])))
}
