import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Example } from '../core/example.ts'
import { drop, keep, type CorpusStep, type Step, type StepResult, type Verdict } from '../core/step.ts'

/** Runs a step over examples that are given in order of time; one result for each, in that order. */
export async function* resultsOf(step: Step, examples: readonly Example[]): AsyncGenerator<StepResult> {
  if ('decide' in step) {
    const verdictOn = await decided(step, examples)
    for (const [index, example] of examples.entries()) yield resultOf(example, verdictOn(index))
    return
  }
  const apply = 'begin' in step ? step.begin() : step.apply
  for (const example of examples) yield await apply(example)
}

async function decided(step: CorpusStep, examples: readonly Example[]) {
  const directory = await mkdtemp(join(tmpdir(), 'finetap-step-'))
  try {
    const entries = examples.map((example) => ({ id: example.id, note: step.note(example) }))
    const at = (index: number) => {
      const entry = entries[index]
      if (entry === undefined) throw new RangeError(`there is no example ${index} of ${entries.length}`)
      return entry
    }
    return await step.decide({ size: entries.length, at, directory, pause: () => undefined })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function resultOf(example: Example, verdict: Verdict | undefined): StepResult {
  if (verdict === undefined) return keep(example)
  if (verdict.kind === 'drop') return drop(example, verdict.reason, verdict.detail)
  const flags = example.flags.includes(verdict.flag) ? example.flags : [...example.flags, verdict.flag]
  return keep({ ...example, flags })
}
