import { FinetapError } from '../core/errors.ts'
import type { Example } from '../core/example.ts'
import { isJsonObject } from '../core/json.ts'
import { keep, type Step, type StepFunction, type StepResult } from '../core/step.ts'
import { createDropCounter, type DropCounter, type DropLine } from './report/drop-counter.ts'
import { increase, sortedCounts } from './counts.ts'

/** What a step did. `in` is `out` and what it dropped. */
export type StepCounts = {
  readonly name: string
  readonly version: number
  readonly in: number
  readonly out: number
  /** Examples by reason. */
  readonly dropped: { readonly [reason: string]: number }
  /** Examples on which the step noticed something, by flag. */
  readonly flagged: { readonly [flag: string]: number }
}

/** A step that threw. */
export type StepFailure = { readonly step: string; readonly message: string; readonly count: number }

export type StepRunnerOptions = {
  /** `'drop'`: an example on which a step throws is dropped as `step_failed`. `'throw'`: the build ends. */
  readonly onStepError?: 'drop' | 'throw' | undefined
}

/** Runs examples through steps, and accounts for each example and each of its generations. */
export type StepRunner = {
  /** Runs the steps that look at one example at a time, up to the first one that remembers. */
  readonly runLeading: (example: Example) => Promise<Example | undefined>
  /** Runs the steps from the first one that remembers on. Examples must come in their final order. */
  readonly runRest: (example: Example) => Promise<Example | undefined>
  readonly droppedExamples: () => readonly DropLine[]
  /** Generations that ended with an example, or were excluded from one. */
  readonly droppedGenerations: () => readonly DropLine[]
  readonly counts: () => readonly StepCounts[]
  readonly failures: () => readonly StepFailure[]
}

type RunningStep = {
  readonly step: Step
  readonly apply: StepFunction
  readonly dropped: Map<string, number>
  readonly flagged: Map<string, number>
  in: number
  out: number
  failures: number
  failure: string
}

export function createStepRunner(steps: readonly Step[], options: StepRunnerOptions = {}): StepRunner {
  const running = steps.map(startStep)
  const firstBatch = steps.findIndex((step) => 'begin' in step)
  const leading = running.slice(0, firstBatch === -1 ? running.length : firstBatch)
  const rest = running.slice(leading.length)
  const names = steps.map((step) => step.name)
  const examples = createDropCounter()
  const generations = createDropCounter()

  async function run(stage: readonly RunningStep[], start: Example): Promise<Example | undefined> {
    let example = start
    for (const step of stage) {
      step.in += 1
      const result = await applySafely(step, example, options)
      countExclusions(generations, step.step.name, example, result.example)
      if (result.kind === 'drop') {
        increase(step.dropped, result.reason, 1)
        examples.add(step.step.name, result.reason, [example.id])
        generations.add(step.step.name, result.reason, trainableIds(result.example))
        return undefined
      }
      step.out += 1
      for (const flag of new Set(result.example.flags)) {
        if (!example.flags.includes(flag)) increase(step.flagged, flag, 1)
      }
      example = result.example
    }
    return example
  }

  return {
    runLeading: (example) => run(leading, example),
    runRest: (example) => run(rest, example),
    droppedExamples: () => examples.lines(names),
    droppedGenerations: () => generations.lines(names),
    counts: () => running.map(countsOf),
    failures: () => running.flatMap(failureOf),
  }
}

function startStep(step: Step): RunningStep {
  const apply: StepFunction = 'begin' in step ? step.begin() : 'apply' in step ? step.apply.bind(step) : keep
  return { step, apply, dropped: new Map(), flagged: new Map(), in: 0, out: 0, failures: 0, failure: '' }
}

async function applySafely(step: RunningStep, example: Example, options: StepRunnerOptions): Promise<StepResult> {
  try {
    const result = await step.apply(example)
    refuseUnaccountable(example, result)
    return result
  } catch (cause) {
    step.failure = reasonOf(cause)
    step.failures += 1
    if (options.onStepError !== 'throw') return { kind: 'drop', example, reason: 'step_failed' }
    throw new FinetapError('step_failed', {
      what: `The step ${step.step.name} failed on example ${example.id}`,
      why: cause instanceof Error ? cause.message : step.failure,
      fix: "repair the step, or leave out onStepError: 'throw' to drop and count such examples",
      cause,
    })
  }
}

// It may quote a chat, as JSON.parse does, and reports are shared.
function reasonOf(cause: unknown): string {
  if (cause instanceof Unaccountable) return cause.message
  return cause instanceof Error ? cause.name : `it threw a ${typeof cause}`
}

/** What a step gave back is none of what it may give. */
class Unaccountable extends TypeError {}

/** A step that loses track of generations would make the report a lie. */
function refuseUnaccountable(before: Example, result: StepResult): void {
  const after = result.example
  if (result.kind !== 'keep' && result.kind !== 'drop') throw new Unaccountable('it returned neither keep() nor drop()')
  if (!isExample(after)) throw new Unaccountable('it returned something that is no example')
  if (result.kind === 'drop' && typeof result.reason !== 'string')
    throw new Unaccountable('it dropped without a reason')
  const same = after.generationIds.length === before.generationIds.length
  if (!same || after.generationIds.some((id, index) => id !== before.generationIds[index])) {
    throw new Unaccountable('it changed generationIds, by which the report accounts for every generation')
  }
  const excluded = new Set(after.excluded.map(({ generationId }) => generationId))
  const known = after.excluded.every(({ generationId }) => after.generationIds.includes(generationId))
  const kept = before.excluded.every(({ generationId }) => excluded.has(generationId))
  if (!known || !kept || excluded.size !== after.excluded.length) {
    throw new Unaccountable('it may only add to excluded, each generation of the example once')
  }
}

// Steps may be plain JavaScript; what is no example would fail far from the step that made it.
function isExample({ id, group, startedAt, messages, flags, redactions }: Partial<Example>): boolean {
  const isText = [id, group, startedAt].every((value) => typeof value === 'string')
  const areMessages = Array.isArray(messages) && messages.every((entry) => Array.isArray(entry?.message?.parts))
  return isText && areMessages && Array.isArray(flags) && isJsonObject(redactions)
}

function countExclusions(counter: DropCounter, step: string, before: Example, after: Example): void {
  if (after.excluded.length === before.excluded.length) return
  const old = new Set(before.excluded.map(({ generationId }) => generationId))
  for (const { generationId, reason } of after.excluded) {
    if (!old.has(generationId)) counter.add(step, reason, [generationId])
  }
}

/** The generations of an example that are still to be trained. */
export function trainableIds(example: Example): readonly string[] {
  if (example.excluded.length === 0) return example.generationIds
  const excluded = new Set(example.excluded.map(({ generationId }) => generationId))
  return example.generationIds.filter((id) => !excluded.has(id))
}

function countsOf({ step, dropped, flagged, ...counts }: RunningStep): StepCounts {
  const { name, version } = step
  return {
    name,
    version,
    in: counts.in,
    out: counts.out,
    dropped: sortedCounts(dropped),
    flagged: sortedCounts(flagged),
  }
}

function failureOf({ step, failures, failure }: RunningStep): readonly StepFailure[] {
  return failures === 0 ? [] : [{ step: step.name, message: failure, count: failures }]
}
