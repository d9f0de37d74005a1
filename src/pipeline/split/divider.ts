import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'
import type { Divider } from '../work/divider.ts'
import { createAssigner, type Assignment, type Placing, type SplitRow } from './assigner.ts'
import type { Ledger } from './ledger.ts'
import { keysOfExample, type RowKeys } from './row-keys.ts'
import { readNote, writeNote } from './row-note.ts'
import { createSharedBeginnings } from './shared-beginnings.ts'
import type { SettledBeginnings } from './settle-beginnings.ts'
import type { SplitPlan } from './split-options.ts'
import { createStratifier } from './strata.ts'

export type DividerParts = {
  readonly plan: SplitPlan
  readonly salt: string
  /** Undefined: nothing is remembered. */
  readonly ledger: Ledger | undefined
  readonly languageOf: (example: Example) => string
  /** Default: `keysOfExample`, of the example as it comes. */
  readonly keysOf?: (example: Example) => RowKeys
  /** The cluster of near duplicates of an example, by its id; -1: in none. */
  readonly clusterOf?: (id: string) => number
  /** What was left out as a near duplicate, see `Assigner.addDropped`. */
  readonly dropped?: () => Iterable<SplitRow>
  /** Rows among these whose conversations the ledger holds out. */
  readonly gone?: () => Iterable<RowKeys>
  readonly onDecided?: (assignment: Assignment, beginnings: SettledBeginnings) => void
}

/** Divides the examples of a build: takes notes of each, and decides when they are all there, in order of time. */
export function createDivider(parts: DividerParts): Divider {
  const {
    plan,
    salt,
    ledger,
    keysOf = (example) => keysOfExample(example, salt, plan.groupBy),
    clusterOf = () => -1,
  } = parts
  const stratumOf = createStratifier(plan.stratify, parts.languageOf)
  const noteOf = (example: Example): Uint8Array => writeNote({ keys: keysOf(example), rest: stratumOf(example) })
  return {
    name: 'split',
    version: 3,
    note: noteOf,
    noteKeys: noteOf,
    async decide(corpus) {
      const assigner = createAssigner(plan, salt, ledger)
      for (const row of parts.dropped?.() ?? []) assigner.addDropped(row)
      for (let index = 0; index < corpus.size; index += 1) {
        const { id, note } = corpus.at(index)
        const { keys, rest: stratum } = readNote(note)
        assigner.add({ keys, stratum, cluster: clusterOf(id) })
        const pause = corpus.pause()
        if (pause !== undefined) await pause
      }
      const placing = assigner.place()
      const beginnings = await findBeginnings(corpus, placing, parts.gone?.() ?? [])
      const assignment = placing.conclude(beginnings)
      parts.onDecided?.(assignment, beginnings)
      return assignment.placementOf
    },
  }
}

async function findBeginnings(
  corpus: Corpus,
  { placed, isHeldOut, conversationOf, heldBefore }: Placing,
  gone: Iterable<RowKeys>,
): Promise<SettledBeginnings> {
  const shared = createSharedBeginnings(heldBefore)
  // Notes are read again: in memory the beginnings of all rows would take more than all else that the split knows.
  const beginsAt = (index: number) => readNote(corpus.at(index).note).keys.begins
  for (const { conversation, begins } of gone) shared.holdGone(heldBefore(conversation), begins)
  for (let index = 0; index < corpus.size; index += 1) {
    if (isHeldOut(index)) shared.hold(beginsAt(index))
    const pause = corpus.pause()
    if (pause !== undefined) await pause
  }
  for (let index = 0; index < corpus.size; index += 1) {
    shared.look(index, beginsAt(index))
    const pause = corpus.pause()
    if (pause !== undefined) await pause
  }
  return shared.settle(placed, conversationOf)
}
