import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'
import type { SplitName } from '../split/splits.ts'
import type { Phase } from './phases.ts'

/** Where an example goes, or why it may stand in no split. */
export type Placement =
  | { readonly kind: 'split'; readonly split: SplitName }
  | { readonly kind: 'drop'; readonly reason: string }

/** Divides the examples of a build into splits, when all are known. */
export type Divider = {
  readonly name: string
  readonly version: number
  /** What it has to know of an example. Pure. */
  readonly note: (example: Example) => Uint8Array
  /** The same, where it will be told which examples are alike. */
  readonly noteKeys: (example: Example) => Uint8Array
  /** Told before it decides: an example went because it is nearly `of`, which stays. `note`: what it noted of it. */
  readonly drop?: (id: string, note: Uint8Array, of: string) => void
  /** @param clusterOf what a step has found to be alike; then the notes are those of `noteKeys` */
  readonly decide: (corpus: Corpus, clusterOf?: (index: number) => number) => Promise<(index: number) => Placement>
}

/** Whether a step before the split tells it what is alike. */
export function isToldAlike({ decisions }: Phase): boolean {
  const split = decisions.findIndex(({ kind }) => kind === 'split')
  const before = decisions.slice(0, Math.max(split, 0))
  return before.some((decision) => decision.kind === 'step' && decision.step.findsAlike === true)
}
