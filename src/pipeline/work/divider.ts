import type { Example } from '../../core/example.ts'
import type { Corpus } from '../../core/step.ts'
import type { SplitName } from '../split/splits.ts'

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
  /** Told before it decides: an example went because it is nearly `of`, which stays. */
  readonly drop?: (example: Example, of: string) => void
  readonly decide: (corpus: Corpus) => Promise<(index: number) => Placement>
}
