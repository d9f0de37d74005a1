import type { Step } from '../../core/step.ts'

const unmasked = new WeakSet<Step>()

/** Notes on a step that masking was switched off for its list. */
export function withoutMasking<Made extends Step>(step: Made): Made {
  unmasked.add(step)
  return step
}

/** Whether somebody has switched masking off for these steps, or for the list that some of them come from. */
export function isMeantUnmasked(steps: readonly Step[]): boolean {
  return steps.some((step) => unmasked.has(step))
}
