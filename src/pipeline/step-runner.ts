import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { CorpusStep, Step, StepResult } from '../core/step.ts'
import { createOutcomeRecord, type OutcomeRecord } from './refine/outcome-record.ts'
import type { ExampleOutcome } from './refine/outcome.ts'
import { refuseUnaccountable, Unaccountable } from './unaccountable.ts'
import type { Divider } from './work/divider.ts'
import type { Phase, StreamingStep } from './work/phases.ts'

export type StepRunnerOptions = {
  /** `'drop'`: an example on which a step throws is dropped as `step_failed`. `'throw'`: the build ends. */
  readonly onStepError?: 'drop' | 'throw' | undefined
}

/** An example behind the streaming steps of a phase, with what the decisions have to know of it. */
export type Refined = {
  readonly outcome: ExampleOutcome
  /** Absent when a step dropped it. */
  readonly kept?: { readonly example: Example; readonly notes: readonly Uint8Array[] }
}

/** Takes examples through a phase, as far as one can be looked at alone. */
export type Refine = (example: Example) => Promise<Refined>

/** Starts the steps of a phase for one build. In outcomes the decisions count on behind the streaming steps. */
export function startPhase(phase: Phase, options: StepRunnerOptions, divider: Divider | undefined): Refine {
  const started = phase.streaming.map((step) => ({
    step,
    apply: 'begin' in step ? step.begin() : step.apply.bind(step),
  }))
  return async (start) => {
    const record = createOutcomeRecord(start.id)
    let example = start
    for (const [place, { step, apply }] of started.entries()) {
      const result = await safely(() => apply(example), { step, place, example, record, options })
      record.take(place, example, result)
      if (result.kind === 'drop') return { outcome: record.outcome() }
      example = result.example
    }
    const notes = notesOf(example, { phase, record, options, divider })
    return notes === undefined ? { outcome: record.outcome() } : { outcome: record.outcome(), kept: { example, notes } }
  }
}

type Applying = {
  readonly step: StreamingStep
  readonly place: number
  readonly example: Example
  readonly record: OutcomeRecord
  readonly options: StepRunnerOptions
}

async function safely(
  apply: () => StepResult | Promise<StepResult>,
  { step, place, example, record, options }: Applying,
): Promise<StepResult> {
  try {
    const result = await apply()
    refuseUnaccountable(example, result)
    return result
  } catch (cause) {
    record.fail(place, failureOf(step, example, cause, options))
    return { kind: 'drop', example, reason: 'step_failed' }
  }
}

type Noting = {
  readonly phase: Phase
  readonly record: OutcomeRecord
  readonly options: StepRunnerOptions
  readonly divider: Divider | undefined
}

/** Undefined when a step could not note the example: then it ends there. */
function notesOf(example: Example, { phase, record, options, divider }: Noting): readonly Uint8Array[] | undefined {
  const notes: Uint8Array[] = []
  for (const [index, decision] of phase.decisions.entries()) {
    if (decision.kind === 'split') {
      notes.push(divider?.note(example) ?? new Uint8Array())
      continue
    }
    try {
      notes.push(noteOf(decision.step, example))
    } catch (cause) {
      const place = phase.streaming.length + index
      record.fail(place, failureOf(decision.step, example, cause, options))
      record.take(place, example, { kind: 'drop', example, reason: 'step_failed' })
      return undefined
    }
  }
  return notes
}

function noteOf(step: CorpusStep, example: Example): Uint8Array {
  const note = step.note(example)
  if (!(note instanceof Uint8Array)) throw new Unaccountable('its note is no Uint8Array')
  return note
}

/** What the report may say of it. */
function failureOf(step: Step, example: Example, cause: unknown, { onStepError }: StepRunnerOptions): string {
  const message = reasonOf(cause)
  // It would be missing for every example.
  if (FinetapError.isInstance(cause) && cause.code === 'peer_missing') throw cause
  if (onStepError !== 'throw') return message
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
  if (FinetapError.isInstance(cause)) return cause.code
  return cause instanceof Error ? cause.name : `it threw a ${typeof cause}`
}
