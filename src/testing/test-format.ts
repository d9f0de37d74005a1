import assert from 'node:assert/strict'
import { trainedMessages, type Example } from '../core/example.ts'
import type { Format, FormatResult } from '../core/format.ts'
import { frozen } from './frozen.ts'
import { oddExamples, type OddExample } from './odd-examples.ts'
import type { TestRunner } from './test-runner.ts'

export type TestFormatOptions = {
  /** Examples of your own that the format must also stand. */
  readonly examples?: readonly Example[]
}

const KEBAB_CASE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/

type Outcome = { readonly name: string; readonly input: Example; readonly result: FormatResult }

/**
 * The contract of a format, as tests: it has a name, never throws, never changes its input, writes rows that JSON can
 * carry and that have the columns it names, always the same bytes, and accounts for what it cannot carry.
 *
 * @example testFormat(chatml(), { describe, test })
 */
export function testFormat(format: Format, { describe, test }: TestRunner, options: TestFormatOptions = {}): void {
  const own = (options.examples ?? []).map((example, index) => ({ name: `example ${index + 1} of the test`, example }))
  const run = (): readonly Outcome[] => outcomes(format, [...oddExamples(), ...own])

  describe(`format ${format.name}`, () => {
    test('has a name in kebab case and a version', () => {
      assert.match(format.name, KEBAB_CASE)
      assert.ok(Number.isSafeInteger(format.version) && format.version > 0, 'the version is a whole number from 1')
    })

    test('takes any example without throwing or changing it', () => {
      run()
    })

    test('writes rows that JSON can carry, without undefined', () => {
      for (const { name, result } of run()) {
        assert.deepEqual(JSON.parse(JSON.stringify(result.rows)), result.rows, name)
      }
    })

    test('writes rows with the columns it names, in their order', () => {
      const { container } = format
      if (container.kind !== 'csv') return
      assert.equal(new Set(container.columns).size, container.columns.length, 'no column stands twice')
      for (const { name, result } of run()) {
        for (const row of result.rows) assert.deepEqual(Object.keys(row), container.columns, name)
      }
    })

    test('writes the same bytes for the same input', () => {
      assert.equal(JSON.stringify(run()), JSON.stringify(run()))
    })

    test('says in snake case what it refuses', () => {
      for (const { name, result } of run()) {
        for (const code of result.refused) assert.match(code, SNAKE_CASE, name)
      }
    })

    test('loses nothing in silence: what is trained becomes a row or is refused', () => {
      for (const { name, input, result } of run()) {
        if (trainedMessages(input).length === 0) continue
        assert.ok(result.rows.length + result.refused.length > 0, `${name}: neither a row nor a refusal`)
      }
    })
  })
}

function outcomes(format: Format, examples: readonly OddExample[]): readonly Outcome[] {
  return examples.map(({ name, example }) => {
    const input = frozen(structuredClone(example))
    try {
      return { name, input, result: format.rows(input) }
    } catch (cause) {
      throw new assert.AssertionError({ message: `${format.name} threw on ${name}: ${String(cause)}` })
    }
  })
}
