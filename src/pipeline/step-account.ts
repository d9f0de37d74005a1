import { increase, sortedCounts } from './counts.ts'
import type { ExampleOutcome } from './refine/outcome.ts'
import type { Label } from './work/labels.ts'
import { createDropCounter, type DropLine } from './report/drop-counter.ts'

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
  /** What became of an example in these steps; `passed` says how many let it pass, unless one ended it. */
  readonly add: (steps: readonly Named[], outcome: ExampleOutcome, passed: number) => void
  /** An example that a decision dropped. */
  readonly drop: (step: Named, label: Label, reason: string, quote?: string) => void
  /** An example that a step left as it is, or flagged: without looking at it. */
  readonly pass: (step: Named, flagged?: { readonly id: string; readonly flag: string }) => void
  /** A step failed on an example, which `drop` tells of. */
  readonly fail: (step: Named, message: string) => void
  readonly droppedExamples: () => readonly DropLine[]
  /** Examples that stay with a flag, those included that another step drops later. */
  readonly flaggedExamples: () => readonly DropLine[]
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
  const { tallyOf, talliesOf } = createTallies(steps)
  const names = steps.map(({ name }) => name)
  const examples = createDropCounter()
  const generations = createDropCounter()
  const flags = createDropCounter()

  function end(step: Named, reason: string, { id, generationIds, quote }: Ended): void {
    const tally = tallyOf(step)
    tally.in += 1
    increase(tally.dropped, reason, 1)
    examples.add(step.name, reason, [id], quote)
    generations.add(step.name, reason, generationIds)
  }

  function pass(step: Named, flagged?: { readonly id: string; readonly flag: string }): void {
    const tally = tallyOf(step)
    tally.in += 1
    tally.out += 1
    if (flagged !== undefined) note(step, flagged.flag, flagged.id)
  }

  function note(step: Named, flag: string, id: string): void {
    increase(tallyOf(step).flagged, flag, 1)
    flags.add(step.name, flag, [id])
  }

  function fail(step: Named, message: string): void {
    const tally = tallyOf(step)
    tally.failures += 1
    // The same whatever comes first.
    if (tally.failures === 1 || message < tally.failure) tally.failure = message
  }

  return {
    add(taken, { id, end: last, exclusions, flags: noticed, failures }, passed) {
      const through = last?.step ?? passed
      for (const tally of talliesOf(taken).slice(0, through)) {
        tally.in += 1
        tally.out += 1
      }
      for (const { step, reason, generationId } of exclusions) {
        generations.add(at(taken, step).name, reason, [generationId])
      }
      for (const { step, flag } of noticed) note(at(taken, step), flag, id)
      for (const { step, message } of failures) fail(at(taken, step), message)
      if (last !== undefined) end(at(taken, last.step), last.reason, { ...last, id })
    },
    drop: (step, label, reason, quote) => end(step, reason, { ...label, quote }),
    pass,
    fail,
    droppedExamples: () => examples.lines(names),
    flaggedExamples: () => flags.lines(names),
    droppedGenerations: () => generations.lines(names),
    counts: () => steps.map((step) => countsOf(step, tallyOf(step))),
    failures: () => steps.flatMap((step) => failureOf(step, tallyOf(step))),
  }
}

function createTallies(steps: readonly Named[]) {
  const tallies = new Map(steps.map(({ name }) => [name, emptyTally()]))
  const ofLists = new WeakMap<readonly Named[], readonly Tally[]>()

  function tallyOf({ name }: Named): Tally {
    const tally = tallies.get(name) ?? emptyTally()
    tallies.set(name, tally)
    return tally
  }

  /** Examples are many, and pass the same few lists of steps. */
  function talliesOf(list: readonly Named[]): readonly Tally[] {
    const known = ofLists.get(list)
    if (known !== undefined) return known
    const found = list.map(tallyOf)
    ofLists.set(list, found)
    return found
  }

  return { tallyOf, talliesOf }
}

function emptyTally(): Tally {
  return { in: 0, out: 0, dropped: new Map(), flagged: new Map(), failures: 0, failure: '' }
}

function at(steps: readonly Named[], place: number): Named {
  const step = steps[place]
  if (step === undefined) throw new RangeError(`there is no step ${place}`)
  return step
}

type Ended = {
  readonly id: string
  readonly generationIds: readonly string[]
  readonly quote?: string | undefined
}

function countsOf({ name, version }: Named, tally: Tally): StepCounts {
  const { in: entered, out, dropped, flagged } = tally
  return { name, version, in: entered, out, dropped: sortedCounts(dropped), flagged: sortedCounts(flagged) }
}

function failureOf({ name }: Named, { failures, failure }: Tally): readonly StepFailure[] {
  return failures === 0 ? [] : [{ step: name, message: failure, count: failures }]
}
