import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import type { CorpusStep, Step, StepFunction, StepResult } from '../core/step.ts'
import { detectorThatThrew } from '../redaction/pii-detector.ts'
import type { QuoteOf } from './quote.ts'
import { createOutcomeRecord, type OutcomeRecord } from './refine/outcome-record.ts'
import type { ExampleOutcome } from './refine/outcome.ts'
import { refuseUnaccountable, Unaccountable } from './unaccountable.ts'
import { downOf } from './report/step-warnings.ts'
import type { StepWatch } from './step-watch.ts'
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
  /** Looks at what steps of one's own do. */
  readonly watch?: StepWatch | undefined
  /** Whoever waits for a step is let go when it aborts, also where the step never answers. */
  readonly signal?: AbortSignal | undefined
}

/** An example behind the streaming steps of a phase, with what the decisions have to know of it. */
export type Refined = {
  readonly outcome: ExampleOutcome
  /** Absent when a step dropped it. */
  readonly kept?: { readonly stored: StoredExample; readonly notes: readonly Uint8Array[] }
}

/** Takes examples through a phase, as far as one can be looked at alone. A promise only where a step gave one. */
export type Refine = (example: Example) => Refined | Promise<Refined>

/** Starts the steps of a phase for one build. In outcomes the decisions count on behind the streaming steps. */
export function startPhase(phase: Phase, options: StepRunnerOptions, divider: Divider | undefined): Refine {
  const started = phase.streaming.map((step) => {
    const apply = 'begin' in step ? step.begin() : step.apply.bind(step)
    return { step, apply: options.watch?.over(step, apply) ?? apply }
  })
  const noting = { phase, options, noteSplit: isToldAlike(phase) ? divider?.noteKeys : divider?.note }

  /** Takes an example through the steps from a place on. */
  function passFrom(first: number, start: Example, record: OutcomeRecord): Refined | Promise<Refined> {
    let example = start
    for (let place = first; place < started.length; place += 1) {
      const taking = started[place]
      if (taking === undefined) continue
      const result = applySafely(taking, { step: taking.step, place, example, record, options })
      // Most steps answer at once, and waiting costs more than they do.
      if (result instanceof Promise) return passBehind(result, place, { example, record })
      if (result.example === example && result.kind === 'keep') continue
      record.take(place, example, result)
      if (result.kind === 'drop') return { outcome: record.outcome() }
      example = result.example
    }
    return finished(example, record, noting)
  }

  async function passBehind(
    waiting: Promise<StepResult>,
    place: number,
    { example, record }: Pick<Applying, 'example' | 'record'>,
  ): Promise<Refined> {
    const result = await waiting
    record.take(place, example, result)
    return result.kind === 'drop' ? { outcome: record.outcome() } : passFrom(place + 1, result.example, record)
  }

  return (start) => passFrom(0, start, createOutcomeRecord(start.id, options.quoteOf))
}

type Applying = {
  readonly step: StreamingStep
  readonly place: number
  readonly example: Example
  readonly record: OutcomeRecord
  readonly options: StepRunnerOptions
}

function applySafely(
  { apply }: { readonly apply: StepFunction },
  applying: Applying,
): StepResult | Promise<StepResult> {
  try {
    const result = apply(applying.example)
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

type Noting = {
  readonly phase: Phase
  readonly options: StepRunnerOptions
  /** What the divider notes of an example. */
  readonly noteSplit: Divider['note'] | undefined
}

/** An example that all streaming steps keep. */
function finished(example: Example, record: OutcomeRecord, noting: Noting): Refined {
  const stored = storedSafely(example, noting.phase, record)
  const notes = stored === undefined ? undefined : notesOf(example, record, noting)
  if (stored === undefined || notes === undefined) return { outcome: record.outcome() }
  return { outcome: record.outcome(), kept: { stored, notes } }
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

/** Undefined when a step could not note the example: then it ends there. */
function notesOf(
  example: Example,
  record: OutcomeRecord,
  { phase: { streaming, decisions }, options, noteSplit }: Noting,
): readonly Uint8Array[] | undefined {
  const notes: Uint8Array[] = []
  // First, and of what was stored: a step may leave the example another one while it notes.
  const isSplit = decisions.some(({ kind }) => kind === 'split')
  const split = (isSplit ? noteSplit?.(example) : undefined) ?? new Uint8Array()
  for (const decision of decisions) {
    if (decision.kind === 'split') {
      notes.push(split)
      continue
    }
    try {
      notes.push(noteOf(decision.step, example))
    } catch (cause) {
      const place = streaming.length + notes.length
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
  const detector = detectorThatThrew(cause)
  return detector === undefined ? kindOf(cause) : `${downOf(detector)} (${kindOf(cause)})`
}

function kindOf(cause: unknown): string {
  if (cause instanceof Unaccountable) return cause.message
  if (FinetapError.isInstance(cause)) return cause.code
  if (!(cause instanceof Error)) return `it threw a ${typeof cause}`
  return /^[A-Za-z]{1,60}$/.test(cause.name) ? cause.name : 'Error'
}
