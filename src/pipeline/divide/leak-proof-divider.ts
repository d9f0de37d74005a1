import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'
import { similarityNote } from '../similarity/index.ts'
import type { Assignment } from '../split/assigner.ts'
import { createDivider } from '../split/divider.ts'
import type { IsStock } from '../split/beginning-leaks.ts'
import { heldOutBy, type Ledger } from '../split/ledger.ts'
import type { RowKeys } from '../split/row-keys.ts'
import { conversationIn, endOfNote, readNote } from '../split/row-note.ts'
import type { SettledBeginnings } from '../split/settle-beginnings.ts'
import type { SplitPlan } from '../split/split-options.ts'
import { NO_SPLIT } from '../split/splits.ts'
import type { Divider } from '../work/divider.ts'
import { createCopies } from './copies.ts'
import { findNearClusters, nameClusters, type NearClusters } from './near-clusters.ts'

export type DividerSettings = {
  readonly plan: SplitPlan
  readonly salt: string
  /** Undefined: nothing is remembered. */
  readonly ledger: Ledger | undefined
  readonly languageOf: (example: Example) => string
}

/** A divider, and what it decided: to be asked once it has. */
export type LeakProofDivider = Divider & {
  readonly assignment: () => Assignment | undefined
  readonly clusterOf: (id: string) => number
  readonly isStock: IsStock
}

/**
 * Divides rows so that neither users nor conversations nor near duplicates stand in two splits, see `createAssigner`, and
 * nothing is trained that begins as something held out does, see `createSharedBeginnings`. What a step drops as a near duplicate of another row counts too: if it was held out once, so is what stays in its place.
 */
export function createLeakProofDivider(settings: DividerSettings): LeakProofDivider {
  const { ledger } = settings
  const copies = createCopies()
  let near: NearClusters | undefined
  let assignment: Assignment | undefined
  let beginnings: SettledBeginnings | undefined
  const gone: RowKeys[] = []

  const clusterOf = (id: string): number => near?.of(id) ?? -1

  const divider = createDivider({
    ...settings,
    clusterOf,
    dropped: () => copies.rows((id) => near?.claim(id) ?? -1),
    gone: () => gone,
    onDecided: (decided, settled) => {
      assignment = decided
      beginnings = settled
    },
  })

  return {
    name: divider.name,
    version: divider.version,
    note: (example) => joined(divider.note(example), similarityNote(example, 'conversation')),
    noteKeys: divider.note,
    drop(id, note, of) {
      const conversation = conversationIn(note)
      copies.add(id, conversation, of)
      if (ledger !== undefined && heldOutBy(ledger, conversation) !== NO_SPLIT) gone.push(readNote(note).keys)
    },
    async decide(corpus, told) {
      near = nameClusters(corpus, told ?? (await findNearClusters(viewOf(corpus, behindKeys))))
      return divider.decide(corpus)
    },
    assignment: () => assignment,
    clusterOf,
    isStock: (key) => beginnings?.isStock(key) === true,
  }
}

function joined(keys: Uint8Array, similarity: Uint8Array): Uint8Array {
  const both = new Uint8Array(keys.length + similarity.length)
  both.set(keys)
  both.set(similarity, keys.length)
  return both
}

function behindKeys(note: Uint8Array): Uint8Array {
  return note.subarray(endOfNote(note))
}

function viewOf(corpus: Corpus, part: (note: Uint8Array) => Uint8Array): Corpus {
  return {
    ...corpus,
    at(index) {
      const entry = corpus.at(index)
      return {
        get id() {
          return entry.id
        },
        note: part(entry.note),
      }
    },
  }
}
