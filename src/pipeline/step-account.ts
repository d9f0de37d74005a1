import type { Example } from '../core/example.ts'
import type { Drop, StepResult } from '../core/step.ts'
import { increase, sortedCounts } from './counts.ts'
import { createDropCounter, type DropCounter, type DropLine } from './report/drop-counter.ts'

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

type Named = { readonly name: string; readonly version: number }

/** Accounts for each example and each of its generations, step by step. */
export type StepAccount = {
  /** What became of an example in a step. */
  readonly record: (step: Named, before: Example, result: StepResult) => void
  /** An example that a decision left as it is, or flagged: without looking at it. */
  readonly pass: (step: Named, flag?: string) => void
  readonly fail: (step: Named, message: string) => void
  readonly droppedExamples: () => readonly DropLine[]
  /** Generations that ended with an example, or were excluded from one. */
  readonly droppedGenerations: () => readonly DropLine[]
  readonly counts: () => readonly StepCounts[]
  readonly failures: () => readonly StepFailure[]
}

type Tally = {
  in: number
  out: number
  readonly dropped: Map<string, number>
  readonly flagged: Map<string, number>
  failures: number
  failure: string
}

/** @param steps in the order in which they run */
export function createStepAccount(steps: readonly Named[]): StepAccount {
  const tallies = new Map(steps.map(({ name }) => [name, emptyTally()]))
  const names = steps.map(({ name }) => name)
  const examples = createDropCounter()
  const generations = createDropCounter()

  function tallyOf({ name }: Named): Tally {
    const tally = tallies.get(name) ?? emptyTally()
    tallies.set(name, tally)
    return tally
  }

  function end({ name }: Named, tally: Tally, { example, reason }: Drop): void {
    increase(tally.dropped, reason, 1)
    examples.add(name, reason, [example.id])
    generations.add(name, reason, trainableIds(example))
  }

  return {
    record(step, before, result) {
      const tally = tallyOf(step)
      tally.in += 1
      countExclusions(generations, step.name, before, result.example)
      if (result.kind === 'drop') return end(step, tally, result)
      tally.out += 1
      for (const flag of new Set(result.example.flags)) {
        if (!before.flags.includes(flag)) increase(tally.flagged, flag, 1)
      }
    },
    pass(step, flag) {
      const tally = tallyOf(step)
      tally.in += 1
      tally.out += 1
      if (flag !== undefined) increase(tally.flagged, flag, 1)
    },
    fail(step, message) {
      const tally = tallyOf(step)
      tally.failures += 1
      tally.failure = message
    },
    droppedExamples: () => examples.lines(names),
    droppedGenerations: () => generations.lines(names),
    counts: () => steps.map((step) => countsOf(step, tallyOf(step))),
    failures: () => steps.flatMap((step) => failureOf(step, tallyOf(step))),
  }
}

/** The generations of an example that are still to be trained. */
export function trainableIds(example: Example): readonly string[] {
  if (example.excluded.length === 0) return example.generationIds
  const excluded = new Set(example.excluded.map(({ generationId }) => generationId))
  return example.generationIds.filter((id) => !excluded.has(id))
}

function emptyTally(): Tally {
  return { in: 0, out: 0, dropped: new Map(), flagged: new Map(), failures: 0, failure: '' }
}

function countExclusions(counter: DropCounter, step: string, before: Example, after: Example): void {
  if (after.excluded.length === before.excluded.length) return
  const old = new Set(before.excluded.map(({ generationId }) => generationId))
  for (const { generationId, reason } of after.excluded) {
    if (!old.has(generationId)) counter.add(step, reason, [generationId])
  }
}

function countsOf({ name, version }: Named, tally: Tally): StepCounts {
  const { in: entered, out, dropped, flagged } = tally
  return { name, version, in: entered, out, dropped: sortedCounts(dropped), flagged: sortedCounts(flagged) }
}

function failureOf({ name }: Named, { failures, failure }: Tally): readonly StepFailure[] {
  return failures === 0 ? [] : [{ step: name, message: failure, count: failures }]
}
