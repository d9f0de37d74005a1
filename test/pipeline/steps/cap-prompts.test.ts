import { describe, expect, test } from 'vitest'
import { capPrompts, type CapPromptsOptions } from '../../../src/pipeline/steps/cap-prompts.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'
import { textMessage } from '../../../src/core/message.ts'

testStep(capPrompts(), { describe, test })

const asked = (prompt: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    exampleOf([prompt, `Answer ${index}`], { id: `${prompt}-${from + index}` }),
  )

async function keptIds(examples: ReturnType<typeof asked>, options?: CapPromptsOptions) {
  return (await runStep(capPrompts(options), examples)).kept.map(({ id }) => id)
}

test('three rows of one question stay, the others say how many there were', async () => {
  const { kept, dropped } = await runStep(capPrompts(), [
    ...asked('Hi', 5),
    ...asked('Who are you?', 3),
    ...asked('Bye', 1),
  ])
  expect(kept).toHaveLength(7)
  expect(dropped.map(({ reason, detail }) => ({ reason, detail }))).toEqual([
    { reason: 'prompt_cap', detail: { alike: 5 } },
    { reason: 'prompt_cap', detail: { alike: 5 } },
  ])
})

test('questions that are nearly alike count as one', async () => {
  const long = 'Can you tell me in a few words how the waggle dance of bees works and what it is good for'
  expect(await keptIds([...asked(`${long}?`, 3), ...asked(`${long.toUpperCase()} today`, 3)])).toHaveLength(3)
})

test('of a smaller cap stays what a larger one keeps, in any order', async () => {
  const examples = asked('Hi', 20)
  const wide = await keptIds(examples, { rows: 8 })
  const narrow = await keptIds(examples.toReversed(), { rows: 4 })
  expect(wide).toHaveLength(8)
  expect(narrow).toHaveLength(4)
  expect(wide).toEqual(expect.arrayContaining(narrow))
})

test('another seed draws other rows', async () => {
  const examples = asked('Hi', 50)
  expect(await keptIds(examples, { seed: 'b' })).not.toEqual(await keptIds(examples, { seed: 'a' }))
})

test('later rows of other questions change nothing', async () => {
  const before = await keptIds(asked('Hi', 9))
  expect((await keptIds([...asked('Hi', 9), ...asked('Why is it so?', 9)])).slice(0, 3)).toEqual(before)
})

test('rows without a question stay', async () => {
  const examples = Array.from({ length: 5 }, (_, index) =>
    exampleOf([textMessage('assistant', 'Hello!')], { id: `${index}` }),
  )
  expect(await keptIds(examples)).toHaveLength(5)
})

test('it runs over training rows alone', () => {
  expect(capPrompts().scope).toBe('train')
})

test('a cap that is no whole number is refused', () => {
  for (const rows of [0, -1, 1.5, Number.NaN]) expect(() => capPrompts({ rows })).toThrow(/rows: .*whole number from 1/)
  expect(() => capPrompts({ threshold: 0.2 })).toThrow(/threshold: 0.2/)
})
