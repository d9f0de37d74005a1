import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { checkTrivial } from '../../../src/pipeline/steps/check-trivial.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'

testStep(checkTrivial(), { describe, test })
testStep(checkTrivial({ action: 'drop', user: { letters: 0, cjk: 0 } }), { describe, test })

const isTrivial = async (sayings: readonly Saying[]): Promise<boolean> =>
  (await runStep(checkTrivial({ action: 'drop' }), [exampleOf(sayings)])).dropped.length === 1

test.for<[readonly Saying[]]>([
  [['hi', 'Hello! How can I help you today?']],
  [['你好！', '你好！有什么可以帮您的吗？']],
  [['привет', 'Здравствуйте!']],
  [['👍👍👍👍👍👍👍👍👍👍👍👍', 'You are welcome!']],
  [[textMessage('system', 'You are a kind and helpful bot of a long prompt.'), 'hello', 'Hi there!']],
])('%j is trivial', async ([sayings]) => {
  expect(await isTrivial(sayings)).toBe(true)
})

test.for<[readonly Saying[]]>([
  [['What is a bee?', 'An insect.']],
  [['hi', 'Hello! '.repeat(20)]],
  [['hi', 'Hello!', 'hi', 'Hello!']],
  [['你好世界今天', '你好！']],
  [['hello 世界世', 'Hi!']],
  [['hi', { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'greet', arguments: {} }] }]],
  [[{ role: 'user', parts: [{ type: 'file', mediaType: 'image/png', uri: 'data:,' }] }, 'A bee.']],
])('%j is not', async ([sayings]) => {
  expect(await isTrivial(sayings)).toBe(false)
})

test('is a flag by default', async () => {
  expect((await runStep(checkTrivial(), [exampleOf(['hi', 'Hello!'])])).kept[0]?.flags).toEqual(['trivial'])
})
