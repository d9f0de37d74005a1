import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { CorpusStep, Step, StepFunction, StepResult } from '../core/step.ts'
import type { StepAccount } from './step-account.ts'
import { refuseUnaccountable, Unaccountable } from './unaccountable.ts'
import type { StreamingStep } from './work/phases.ts'

export type StepRunnerOptions = {
  /** `'drop'`: an example on which a step throws is dropped as `step_failed`. `'throw'`: the build ends. */
  readonly onStepError?: 'drop' | 'throw' | undefined
}

/** Takes one example through steps; undefined when one dropped it. */
export type StepRun = (example: Example) => Promise<Example | undefined>

/** Starts steps for one build. */
export function startSteps(steps: readonly StreamingStep[], account: StepAccount, options: StepRunnerOptions): StepRun {
  const started = steps.map((step) => ({ step, apply: 'begin' in step ? step.begin() : step.apply.bind(step) }))
  return async (start) => {
    let example = start
    for (const { step, apply } of started) {
      const result = await applySafely(step, apply, example, { account, options })
      account.record(step, example, result)
      if (result.kind === 'drop') return undefined
      example = result.example
    }
    return example
  }
}

/** What a step notes of an example; undefined when it could not, and the example was dropped. */
export function noteSafely(step: CorpusStep, example: Example, { account, options }: Account): Uint8Array | undefined {
  try {
    const note = step.note(example)
    if (!(note instanceof Uint8Array)) throw new Unaccountable('its note is no Uint8Array')
    return note
  } catch (cause) {
    account.record(step, example, failed(step, example, cause, { account, options }))
    return undefined
  }
}

type Account = { readonly account: StepAccount; readonly options: StepRunnerOptions }

async function applySafely(step: Step, apply: StepFunction, example: Example, ways: Account): Promise<StepResult> {
  try {
    const result = await apply(example)
    refuseUnaccountable(example, result)
    return result
  } catch (cause) {
    return failed(step, example, cause, ways)
  }
}

function failed(step: Step, example: Example, cause: unknown, { account, options }: Account): StepResult {
  const message = reasonOf(cause)
  account.fail(step, message)
  if (options.onStepError !== 'throw') return { kind: 'drop', example, reason: 'step_failed' }
  throw new FinetapError('step_failed', {
    what: `The step ${step.name} failed on example ${example.id}`,
    why: cause instanceof Error ? cause.message : message,
    fix: "repair the step, or leave out onStepError: 'throw' to drop and count such examples",
    cause,
  })
}

// It may quote a chat, as JSON.parse does, and reports are shared.
function reasonOf(cause: unknown): string {
  if (cause instanceof Unaccountable) return cause.message
  return cause instanceof Error ? cause.name : `it threw a ${typeof cause}`
}
