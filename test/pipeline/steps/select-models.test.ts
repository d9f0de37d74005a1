import { describe, expect, test } from 'vitest'
import type { Example } from '../../../src/core/example.ts'
import { remarksOf } from '../../../src/pipeline/steps/remarks.ts'
import { selectModels, type SelectModelsOptions } from '../../../src/pipeline/steps/select-models.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(selectModels({ include: ['gpt-5'] }), { describe, test })
testStep(selectModels({ exclude: [/test/], onlyOne: true, action: 'flag' }), { describe, test })

const answeredBy = (...models: readonly string[]): Example => {
  const { messages, ...rest } = exampleOf(models.flatMap(() => ['Hi', 'Hello']))
  let turn = 0
  return {
    ...rest,
    messages: messages.map((entry) =>
      entry.origin === undefined ? entry : { ...entry, origin: { ...entry.origin, model: models[turn++] ?? '' } },
    ),
  }
}

const run = async (example: Example, options: SelectModelsOptions) => {
  const { kept, dropped } = await runStep(selectModels(options), [example])
  return dropped[0]?.reason ?? { excluded: kept[0]?.excluded.map(({ reason }) => reason), flags: kept[0]?.flags }
}
const WHOLE = { excluded: [], flags: [] }

test('by name and by pattern', async () => {
  expect(await run(answeredBy('llama3.2'), {})).toEqual(WHOLE)
  expect(await run(answeredBy('llama3.2'), { include: ['llama3.2'] })).toEqual(WHOLE)
  expect(await run(answeredBy('llama3.2'), { include: [/^llama/i] })).toEqual(WHOLE)
  expect(await run(answeredBy('llama3.2'), { include: ['llama3'] })).toBe('other_model')
  expect(await run(answeredBy('llama3.2'), { include: [] })).toBe('other_model')
  expect(await run(answeredBy('gpt-5'), { exclude: [/^gpt/] })).toBe('excluded_model')
  expect(await run(answeredBy('llama-guard'), { include: [/^llama/], exclude: ['llama-guard'] })).toBe('excluded_model')
})

test('of one chat only the answers of other models go', async () => {
  expect(await run(answeredBy('gpt-5', 'llama', 'gpt-5'), { include: ['llama'] })).toEqual({
    excluded: ['other_model', 'other_model'],
    flags: [],
  })
  expect(await run(answeredBy('gpt-5', 'llama'), { include: ['llama'], action: 'flag' })).toEqual({
    excluded: [],
    flags: ['other_model'],
  })
})

test('an answer whose model nobody knows is of the model unknown', async () => {
  expect(await run(answeredBy(''), { include: ['unknown'] })).toEqual(WHOLE)
  expect(await run(answeredBy(''), { include: ['llama'] })).toBe('other_model')
})

test('only one model in an example, counted when the others are gone', async () => {
  const { dropped } = await runStep(selectModels({ onlyOne: true }), [answeredBy('a', 'b', 'a')])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'several_models', detail: { models: ['a', 'b'] } }])
  expect(await run(answeredBy('a', 'a'), { onlyOne: true })).toEqual(WHOLE)
  expect(await run(answeredBy('a', 'b'), { onlyOne: true, exclude: ['b'] })).toEqual({
    excluded: ['excluded_model'],
    flags: [],
  })
})

test('a pattern that remembers where it stopped still finds every model', async () => {
  const step = selectModels({ include: [/llama/g] })
  const examples = [answeredBy('llama'), answeredBy('llama'), answeredBy('llama')]
  expect((await runStep(step, examples)).kept).toHaveLength(3)
})

test('what is no list of names is refused', () => {
  expect(() => selectModels({ include: 'llama' as unknown as string[] })).toThrow('include of selectModels is no list')
  expect(() => selectModels({ exclude: [7 as unknown as string] })).toThrow('holds what is no name')
})

test('names that no answer has are told, with those that answered', () => {
  const step = selectModels({ include: ['llama3.2', /^qwen/], exclude: ['gpt-5o'] })
  expect(remarksOf([step], { models: ['gpt-5', 'llama3.2'] })).toEqual([
    {
      code: 'model_not_found',
      message: 'No answer in the log is of the model /^qwen/ or gpt-5o, which the rule models names',
      fix: 'name one of those that answered: gpt-5, llama3.2',
    },
  ])
  expect(remarksOf([step], { models: ['gpt-5o', 'llama3.2', 'qwen3'] })).toEqual([])
  expect(remarksOf([step], { models: undefined })).toEqual([])
})
