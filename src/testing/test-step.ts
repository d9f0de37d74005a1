import assert from 'node:assert/strict'
import { trainedMessages, type Example } from '../core/example.ts'
import type { Step, StepResult } from '../core/step.ts'
import { exampleOf } from './example-of.ts'
import { frozen } from './frozen.ts'
import { oddExamples, type OddExample } from './odd-examples.ts'
import { resultsOf } from './step-results.ts'
import type { TestRunner } from './test-runner.ts'

export type TestStepOptions = {
  /** Examples of your own that the step must also stand. */
  readonly examples?: readonly Example[]
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/

type Outcome = { readonly name: string; readonly input: Example; readonly result: StepResult }

/**
 * The contract of a step, as tests: it has a name, never throws, never changes its input, says why it drops, gives the
 * same result for the same input, and accounts for every generation.
 *
 * @example testStep(dropTailLoop(), { describe, test })
 */
export function testStep(step: Step, { describe, test }: TestRunner, options: TestStepOptions = {}): void {
  const own = (options.examples ?? []).map((example, index) => ({ name: `example ${index + 1} of the test`, example }))
  const run = (...more: OddExample[]): Promise<readonly Outcome[]> =>
    outcomes(step, [...oddExamples(), ...own, ...more])

  describe(`step ${step.name}`, () => {
    test('has a name in kebab case and a version', () => {
      assert.match(step.name, KEBAB_CASE)
      assert.ok(Number.isSafeInteger(step.version) && step.version > 0, 'the version is a whole number from 1')
    })

    test('takes any example without throwing or changing it', async () => {
      await run()
    })

    test('says in snake case why it drops, excludes or flags', async () => {
      for (const { name, result } of await run()) {
        const codes = [...result.example.flags, ...result.example.excluded.map((exclusion) => exclusion.reason)]
        if (result.kind === 'drop') codes.push(result.reason)
        for (const code of codes) assert.match(code, SNAKE_CASE, name)
      }
    })

    test('keeps ids, times and generations of an example', async () => {
      for (const { name, input, result } of await run()) {
        assert.deepEqual(identityOf(result.example), identityOf(input), name)
      }
    })

    test('accounts for every generation: trained, or excluded once', async () => {
      for (const outcome of await run()) assertAccounts(outcome)
    })

    test('gives the same result for the same input, in every build anew', async () => {
      // The other tests have not shown it this chat: a memory that outlives a build knows it the second time only.
      const unseen = { name: 'an unseen chat', example: exampleOf(['Have we met?', 'In this test only.']) }
      const [first, second] = [await run(unseen), await run(unseen)]
      assert.deepEqual(first, second)
    })

    test('gives examples that JSON can carry', async () => {
      for (const { name, result } of await run()) {
        assert.deepEqual(JSON.parse(JSON.stringify(result.example)), result.example, name)
      }
    })
  })
}

async function outcomes(step: Step, examples: readonly OddExample[]): Promise<readonly Outcome[]> {
  const inputs = examples.map(({ example }) => frozen(structuredClone(example)))
  const found: Outcome[] = []
  const nameOf = (index: number): string => examples[index]?.name ?? 'no example'
  try {
    for await (const result of resultsOf(step, inputs)) {
      const index = found.length
      found.push({ name: nameOf(index), input: inputs[index] ?? result.example, result })
    }
    return found
  } catch (cause) {
    throw new assert.AssertionError({ message: `${step.name} threw on ${nameOf(found.length)}: ${String(cause)}` })
  }
}

/** What no step may touch. */
function identityOf(example: Example): Partial<Example> {
  return { ...example, messages: [], tools: [], excluded: [], flags: [], redactions: {} }
}

function assertAccounts({ name, input, result }: Outcome): void {
  const before = input.excluded
  const after = result.example.excluded
  assert.deepEqual(after.slice(0, before.length), before, `${name}: earlier exclusions stay as they are`)
  const excluded = after.map((exclusion) => exclusion.generationId)
  assert.equal(new Set(excluded).size, excluded.length, `${name}: a generation is excluded once`)
  for (const { generationId } of after.slice(before.length)) {
    assert.ok(input.generationIds.includes(generationId), `${name}: ${generationId} is none of its generations`)
  }
  if (result.kind === 'drop') return
  const trained = new Set(trainedIds(result.example))
  for (const id of trainedIds(input).filter((generation) => input.generationIds.includes(generation))) {
    const isAccounted = trained.has(id) !== excluded.includes(id) || before.some((item) => item.generationId === id)
    assert.ok(isAccounted, `${name}: ${id} must be trained, or stand in excluded`)
  }
}

function trainedIds(example: Example): readonly string[] {
  return trainedMessages(example)
    .map((entry) => entry.origin?.generationId)
    .filter((id) => id !== undefined)
}
