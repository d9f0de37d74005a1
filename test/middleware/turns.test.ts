import type { MockLanguageModelV4 } from 'ai/test'
import { expect, test } from 'vitest'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import { withContext } from '../../src/middleware/context.ts'
import { modelThatAnswers } from '../adapters/ai-sdk/mock-model.ts'
import { startRecording } from '../support/recording.ts'

type Prompt = Parameters<MockLanguageModelV4['doGenerate']>[0]['prompt']

function promptOf(text: string): Prompt {
  return [{ role: 'user', content: [{ type: 'text', text }] }]
}

function withToolResult(prompt: Prompt): Prompt {
  const output = { type: 'text', value: '20 degrees' } as const
  return [
    ...prompt,
    { role: 'assistant', content: [{ type: 'text', text: '' }] },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'weather', output }] },
  ]
}

test('a tool result goes on with the turn of its own user, although another user spoke in between', async () => {
  const recording = startRecording()
  const model = wrapModel(modelThatAnswers(), recording)
  await withContext({ environment: 'production' }, async () => {
    await model.doGenerate({ prompt: promptOf('Alice') })
    await model.doGenerate({ prompt: promptOf('Bob') })
    await model.doGenerate({ prompt: withToolResult(promptOf('Alice')) })
  })
  const [alice, bob, aliceAgain] = await recording.generations()
  expect(aliceAgain).toMatchObject({ turnId: alice?.turnId, step: 1 })
  expect(bob?.turnId).not.toBe(alice?.turnId)
})

test('one headers object for all calls of the app does not join two conversations', async () => {
  const recording = startRecording()
  const model = wrapModel(modelThatAnswers(), recording)
  const prompt = promptOf('Hello')
  const headers = {}
  for (const conversationId of ['a', 'b']) {
    await withContext({ conversationId }, () => model.doGenerate({ prompt, headers }))
  }
  const [first, second] = await recording.generations()
  expect(second?.turnId).not.toBe(first?.turnId)
})

test('a turn id of the app counts its steps, also across other headers and contexts within', async () => {
  const recording = startRecording()
  const model = wrapModel(modelThatAnswers(), recording)
  await withContext({ turnId: 'T' }, async () => {
    await model.doGenerate({ prompt: promptOf('Hello'), headers: {} })
    await withContext({ promptId: 'p' }, () => model.doGenerate({ prompt: promptOf('Hello'), headers: {} }))
  })
  expect(await recording.generations()).toMatchObject([
    { turnId: 'T', step: 0 },
    { turnId: 'T', step: 1 },
  ])
})
