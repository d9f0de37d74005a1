import type { Example } from './example.ts'
import type { JsonObject } from './json.ts'

export type Keep = { readonly kind: 'keep'; readonly example: Example }

export type Drop = {
  readonly kind: 'drop'
  readonly example: Example
  /** A code in snake case, such as `too_short`: a line of the drop report. */
  readonly reason: string
  readonly detail?: JsonObject
}

export type StepResult = Keep | Drop

export type StepFunction = (example: Example) => StepResult | Promise<StepResult>

type StepIdentity = {
  /** Kebab case, unique within a build. */
  readonly name: string
  /** Raised when the same input would give another result. */
  readonly version: number
  /** `train`: the step runs when the splits are known, and over training rows alone. Default: over all, before. */
  readonly scope?: 'train'
  /** Called once a build, before the log is read: to load what the step needs, and to refuse what is not there. */
  readonly prepare?: () => void | Promise<void>
}

/** A step that looks at one example at a time. */
export type StatelessStep = StepIdentity & { readonly apply: StepFunction }

/** A step that remembers what it saw: `begin` is called once a build and holds the memory in its closure. */
export type BatchStep = StepIdentity & { readonly begin: () => StepFunction }

/** An example as a corpus step sees it when it decides. */
export type CorpusEntry = {
  readonly id: string
  /** What the step's `note` gave. */
  readonly note: Uint8Array
}

/** All examples that came as far as a corpus step, in order of time: `at` takes 0 to `size - 1`. */
export type Corpus = {
  readonly size: number
  readonly at: (index: number) => CorpusEntry
  /** All indices as their notes lie on disk: in this order they are read fastest. Absent: in order of time. */
  readonly asStored?: () => Uint32Array
  /** An empty folder for files of the step; it is gone when the step has decided. */
  readonly directory: string
  /** To be awaited now and then in long loops: lets other work run, and throws when the build is given up. */
  readonly pause: () => Promise<void> | undefined
}

/** What becomes of an example: it goes, or it stays with a flag. */
export type Verdict =
  | { readonly kind: 'drop'; readonly reason: string; readonly detail?: JsonObject }
  | { readonly kind: 'flag'; readonly flag: string }

/** The verdict on the example at an index; undefined: it stays as it is. */
export type Verdicts = ((index: number) => Verdict | undefined) & {
  /** Of a step that `findsAlike`: the same number for examples that say nearly the same, -1 for one that is alone. */
  readonly clusterOf?: (index: number) => number
}

/**
 * A step that decides when it knows them all, such as which of many copies stays. It never holds the examples: `note`
 * takes of each what the decision needs, as bytes that rest on disk; `decide` then sees the notes of all.
 */
export type CorpusStep = StepIdentity & {
  /** Pure, so that it may run elsewhere and be kept from build to build. */
  readonly note: (example: Example) => Uint8Array
  readonly decide: (corpus: Corpus) => Verdicts | Promise<Verdicts>
  /** Its verdicts tell with `clusterOf` what says nearly the same, so that the split need not look for it again. */
  readonly findsAlike?: boolean
}

/**
 * Keeps, changes or drops an example, with a reason. A step never changes its input: it returns a new example.
 *
 * Every implementation passes `testStep` from `finetap/testing`.
 */
export type Step = StatelessStep | BatchStep | CorpusStep

export function keep(example: Example): Keep {
  return { kind: 'keep', example }
}

export function drop(example: Example, reason: string, detail?: JsonObject): Drop {
  return detail === undefined ? { kind: 'drop', example, reason } : { kind: 'drop', example, reason, detail }
}
