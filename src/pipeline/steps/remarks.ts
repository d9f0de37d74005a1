import type { Step } from '../../core/step.ts'

/** Something that a person should know, as `Warning` of the report. */
export type StepRemark = {
  readonly code: 'evaluation_short' | 'model_not_found' | 'step_changes_input'
  readonly message: string
  readonly fix: string
}

/** What a step can say when the log has been read and the step prepared. */
export type Remarking = (log: LogFacts) => readonly StepRemark[]

/** `models`: the names of those that answered; absent where there are more than were counted. */
export type LogFacts = { readonly models: readonly string[] | undefined }

const remarking = new WeakMap<Step, Remarking>()

/** Gives a step a say in the report. */
export function withRemarks<Said extends Step>(step: Said, remarks: Remarking): Said {
  remarking.set(step, remarks)
  return step
}

/** What steps say in the report; most say nothing. */
export function remarksOf(steps: readonly Step[], log: LogFacts): readonly StepRemark[] {
  return steps.flatMap((step) => remarking.get(step)?.(log) ?? [])
}
