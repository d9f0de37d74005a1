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
}

/** A step that looks at one example at a time. */
export type StatelessStep = StepIdentity & { readonly apply: StepFunction }

/** A step that remembers what it saw: `begin` is called once a build and holds the memory in its closure. */
export type BatchStep = StepIdentity & { readonly begin: () => StepFunction }

/**
 * Keeps, changes or drops an example, with a reason. A step never changes its input: it returns a new example.
 *
 * Every implementation passes `testStep` from `finetap/testing`.
 */
export type Step = StatelessStep | BatchStep

export function keep(example: Example): Keep {
  return { kind: 'keep', example }
}

export function drop(example: Example, reason: string, detail?: JsonObject): Drop {
  return detail === undefined ? { kind: 'drop', example, reason } : { kind: 'drop', example, reason, detail }
}
