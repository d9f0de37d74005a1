import type { Example } from '../core/example.ts'
import type { JsonObject } from '../core/json.ts'
import type { Step } from '../core/step.ts'
import { resultsOf } from './step-results.ts'

/** What a step kept, and what it dropped and why. */
export type StepRun = {
  readonly kept: readonly Example[]
  readonly dropped: readonly { readonly id: string; readonly reason: string; readonly detail?: JsonObject }[]
}

/**
 * Runs one step over examples, for tests of a step.
 *
 * @example expect((await runStep(dropEmpty(), [exampleOf(['Hi', ''])])).dropped).toEqual([{ id: 'example-1', reason: 'empty_answer' }])
 */
export async function runStep(step: Step, examples: readonly Example[]): Promise<StepRun> {
  const kept: Example[] = []
  const dropped: StepRun['dropped'][number][] = []
  for await (const result of resultsOf(step, examples)) {
    if (result.kind === 'keep') kept.push(result.example)
    else {
      const { reason, detail } = result
      dropped.push({ id: result.example.id, reason, ...(detail === undefined ? {} : { detail }) })
    }
  }
  return { kept, dropped }
}
