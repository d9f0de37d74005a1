import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { CorpusStep, Step, StepResult } from '../core/step.ts'
import type { QuoteOf } from './quote.ts'
import { createOutcomeRecord, type OutcomeRecord } from './refine/outcome-record.ts'
import type { ExampleOutcome } from './refine/outcome.ts'
import { refuseUnaccountable, Unaccountable } from './unaccountable.ts'
import { unlessAborted } from './unless-aborted.ts'
import { isToldAlike, type Divider } from './work/divider.ts'
import { storedExample, type StoredExample } from './work/example-file.ts'
import { labelNote } from './work/labels.ts'
import type { Phase, StreamingStep } from './work/phases.ts'

export type StepRunnerOptions = {
  /** `'drop'`: an example on which a step throws is dropped as `step_failed`. `'throw'`: the build ends. */
  readonly onStepError?: 'drop' | 'throw' | undefined
  /** Quotes what is dropped; nothing is quoted without it. */
  readonly quoteOf?: QuoteOf | undefined
  /** Whoever waits for a step is let go when it aborts, also where the step never answers. */
  readonly signal?: AbortSignal | undefined
}

/** An example behind the streaming steps of a phase, with what the decisions have to know of it. */
export type Refined = {
  readonly outcome: ExampleOutcome
  /** Absent when a step dropped it. */
  readonly kept?: { readonly stored: StoredExample; readonly notes: readonly Uint8Array[] }
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
    const record = createOutcomeRecord(start.id, options.quoteOf)
    let example = start
    for (let place = 0; place < started.length; place += 1) {
      const taking = started[place]
      if (taking === undefined) continue
      const { step, apply } = taking
      const taken = safely(() => apply(example), { step, place, example, record, options })
      // Most steps answer at once, and waiting costs more than they do.
      const result = taken instanceof Promise ? await taken : taken
      record.take(place, example, result)
      if (result.kind === 'drop') return { outcome: record.outcome() }
      example = result.example
    }
    const stored = storedSafely(example, phase, record)
    const notes = stored === undefined ? undefined : notesOf(example, { phase, record, options, divider })
    if (stored === undefined || notes === undefined) return { outcome: record.outcome() }
    return { outcome: record.outcome(), kept: { stored, notes } }
  }
}

type Applying = {
  readonly step: StreamingStep
  readonly place: number
  readonly example: Example
  readonly record: OutcomeRecord
  readonly options: StepRunnerOptions
}

function safely(apply: () => StepResult | Promise<StepResult>, applying: Applying): StepResult | Promise<StepResult> {
  try {
    const result = apply()
    if (result instanceof Promise) return waitedFor(result, applying)
    refuseUnaccountable(applying.example, result)
    return result
  } catch (cause) {
    return failed(cause, applying)
  }
}

async function waitedFor(promise: Promise<StepResult>, applying: Applying): Promise<StepResult> {
  const { example, options } = applying
  try {
    const result = await unlessAborted(promise, options.signal)
    refuseUnaccountable(example, result)
    return result
  } catch (cause) {
    options.signal?.throwIfAborted()
    return failed(cause, applying)
  }
}

function failed(cause: unknown, { step, place, example, record, options }: Applying): StepResult {
  record.fail(place, failureOf(step, example.id, cause, options))
  return { kind: 'drop', example, reason: 'step_failed' }
}

/** Undefined when the example holds what JSON does not know, as a step in plain JavaScript may leave it. */
function storedSafely(example: Example, { streaming }: Phase, record: OutcomeRecord): StoredExample | undefined {
  try {
    return storedExample(example)
  } catch {
    const place = Math.max(0, streaming.length - 1)
    record.fail(place, 'it left something in the example that JSON does not know')
    record.take(place, example, { kind: 'drop', example, reason: 'step_failed' })
    return undefined
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
      const note = isToldAlike(phase) ? divider?.noteKeys : divider?.note
      notes.push(note?.(example) ?? new Uint8Array())
      continue
    }
    try {
      notes.push(noteOf(decision.step, example))
    } catch (cause) {
      const place = phase.streaming.length + index
      record.fail(place, failureOf(decision.step, example.id, cause, options))
      record.take(place, example, { kind: 'drop', example, reason: 'step_failed' })
      return undefined
    }
  }
  notes.push(labelNote(example))
  return notes
}

function noteOf(step: CorpusStep, example: Example): Uint8Array {
  const note = step.note(example)
  if (!(note instanceof Uint8Array)) throw new Unaccountable('its note is no Uint8Array')
  return note
}

/** What the report may say of it. */
export function failureOf(step: Step, exampleId: string, cause: unknown, { onStepError }: StepRunnerOptions): string {
  const message = reasonOf(cause)
  // It would be so for every example.
  if (FinetapError.isInstance(cause) && (cause.code === 'peer_missing' || cause.code === 'bad_option')) throw cause
  if (onStepError !== 'throw') return message
  throw new FinetapError('step_failed', {
    what: `The step ${step.name} failed on example ${exampleId}`,
    why: cause instanceof Error ? cause.message : message,
    fix: "repair the step, or leave out onStepError: 'throw' to drop and count such examples",
    cause,
  })
}

// It may quote a chat, as JSON.parse does, and reports are shared.
function reasonOf(cause: unknown): string {
  if (cause instanceof Unaccountable) return cause.message
  if (FinetapError.isInstance(cause)) return cause.code
  if (!(cause instanceof Error)) return `it threw a ${typeof cause}`
  return /^[A-Za-z]{1,60}$/.test(cause.name) ? cause.name : 'Error'
}
