import { expect, test } from 'vitest'
import type { ExampleMessage } from '../../../src/core/example.ts'
import { drop, keep, type Step, type StepFunction } from '../../../src/core/step.ts'
import { testStep } from '../../../src/testing/index.ts'
import { failingTests } from '../../support/failing-tests.ts'

const failures = (suspect: Step) => failingTests((runner) => testStep(suspect, runner))

const step = (apply: StepFunction): Step => ({ name: 'bad-step', version: 1, apply })

test('a step that keeps everything passes, also one that answers later', async () => {
  expect(await failures(step(keep))).toEqual([])
  expect(await failures(step((example) => Promise.resolve(keep(example))))).toEqual([])
})

test.for<[string, Step]>([
  ['has a name', { name: 'Bad Step', version: 1, apply: keep }],
  ['has a name', { name: 'bad-step', version: 0.5, apply: keep }],
  [
    'takes any example',
    step((example) => {
      Object.assign(example, { flags: ['seen'] })
      return keep(example)
    }),
  ],
  ['takes any example', step((example) => drop(example, (example.messages[0] as ExampleMessage).message.role))],
  ['says in snake case', step((example) => drop(example, 'Too Short'))],
  ['keeps ids', step((example) => keep({ ...example, id: 'other' }))],
  ['accounts for', step((example) => keep({ ...example, messages: [] }))],
  [
    'accounts for',
    step((example) =>
      keep({ ...example, excluded: example.generationIds.map((generationId) => ({ generationId, reason: 'x' })) }),
    ),
  ],
  ['gives the same', step((example) => keep({ ...example, redactions: { seen: Math.random() } }))],
  ['gives examples that JSON', step((example) => keep({ ...example, redactions: { seen: Number.NaN } }))],
])('a step is caught that breaks "%s …"', async ([name, bad]) => {
  expect((await failures(bad)).join()).toContain(name)
})

test('a step is caught that remembers a build in the next one', async () => {
  const seen = new Set<string>()
  const apply: StepFunction = (example) => {
    const text = JSON.stringify(example.messages)
    if (seen.has(text)) return drop(example, 'duplicate')
    seen.add(text)
    return keep(example)
  }
  expect((await failures({ name: 'bad-batch', version: 1, begin: () => apply })).join()).toContain('gives the same')
})
