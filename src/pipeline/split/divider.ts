import type { Example } from '../../core/example.ts'
import { field, textField } from '../../core/field.ts'
import type { Divider } from '../work/divider.ts'
import { createAssigner, type Assignment, type SplitRow } from './assigner.ts'
import type { Ledger } from './ledger.ts'
import { rowKeysOf, type RowKeys } from './row-keys.ts'
import type { SplitPlan } from './split-options.ts'
import { createStratifier } from './strata.ts'

export type DividerParts = {
  readonly plan: SplitPlan
  readonly salt: string
  /** Undefined: nothing is remembered. */
  readonly ledger: Ledger | undefined
  readonly languageOf: (example: Example) => string
  /** Default: `rowKeysOf`, of the example as it comes. */
  readonly keysOf?: (example: Example) => RowKeys
  /** The cluster of near duplicates of an example, by its id; -1: in none. */
  readonly clusterOf?: (id: string) => number
  /** What was left out as a near duplicate, see `Assigner.addDropped`. */
  readonly dropped?: () => Iterable<SplitRow>
  readonly onDecided?: (assignment: Assignment) => void
}

/** Divides the examples of a build: takes notes of each, and decides when they are all there, in order of time. */
export function createDivider(parts: DividerParts): Divider {
  const {
    plan,
    salt,
    ledger,
    keysOf = (example) => rowKeysOf(example, salt, plan.groupBy),
    clusterOf = () => -1,
  } = parts
  const stratumOf = createStratifier(plan.stratify, parts.languageOf)
  const noteOf = (example: Example): Uint8Array => writeNote(keysOf(example), stratumOf(example))
  return {
    name: 'split',
    version: 2,
    note: noteOf,
    noteKeys: noteOf,
    async decide(corpus) {
      const assigner = createAssigner(plan, salt, ledger)
      for (const row of parts.dropped?.() ?? []) assigner.addDropped(row)
      for (let index = 0; index < corpus.size; index += 1) {
        const { id, note } = corpus.at(index)
        assigner.add({ ...readNote(note), cluster: clusterOf(id) })
        await corpus.pause()
      }
      const assignment = assigner.decide()
      parts.onDecided?.(assignment)
      return assignment.placementOf
    },
  }
}

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** The keys and the stratum of a row as bytes. */
export function writeNote(keys: RowKeys, stratum: string): Uint8Array {
  return encoder.encode(JSON.stringify({ ...keys, ...(stratum === '' ? {} : { stratum }) }))
}

export function readNote(note: Uint8Array): { readonly keys: RowKeys; readonly stratum: string } {
  const noted: unknown = JSON.parse(decoder.decode(note))
  const [tenant, user] = [textField(noted, 'tenant'), textField(noted, 'user')]
  const conversation = String(field(noted, 'conversation'))
  const keys = { ...(tenant === undefined ? {} : { tenant }), ...(user === undefined ? {} : { user }), conversation }
  return { keys, stratum: textField(noted, 'stratum') ?? '' }
}
