import type { StepRunnerOptions } from '../step-runner.ts'
import type { SplitPlan } from '../split/split-options.ts'
import type { DefaultStepsOptions } from '../steps/index.ts'

/**
 * What a thread needs to make the steps of a build anew: functions do not cross threads, so only the default steps with
 * options that are data can run elsewhere.
 */
export type RefineRecipe = Pick<StepRunnerOptions, 'onStepError'> & {
  /** Whether what is dropped is quoted. */
  readonly samples?: true | undefined
  readonly defaults: DefaultStepsOptions
  /** Absent: nothing is split. */
  readonly split?: { readonly plan: SplitPlan; readonly salt: string }
}

/** Undefined when the recipe holds what cannot cross threads, such as a detector. */
export function portable(recipe: RefineRecipe): RefineRecipe | undefined {
  try {
    return structuredClone(recipe)
  } catch {
    return undefined
  }
}
