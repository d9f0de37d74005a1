import { describe, expect, test } from 'vitest'
import { dropShort } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(dropShort(), { describe, test })
testStep(dropShort({ user: { letters: 100, cjk: 40 }, answer: { letters: 0, cjk: 0 } }), { describe, test })

const isKept = async (sayings: readonly string[], options?: Parameters<typeof dropShort>[0]): Promise<boolean> =>
  (await runStep(dropShort(options), [exampleOf(sayings)])).kept.length === 1

test.for([
  [['What is 2+2?', '4']],
  [['Hi', 'Hello!']],
  [['Is it right?', 'No']],
  [['你好', '好']],
  [['谁', '我']],
  [['Ja', 'OK']],
  [['?', 'Yes?', 'k', 'Fine.', 'And you?', 'Fine.']],
])('the short chat %j is kept', async ([sayings]) => {
  expect(await isKept(sayings ?? [])).toBe(true)
})

test.for([
  [['?', 'How can I help you?'], 'user'],
  [['k', 'How can I help you?'], 'user'],
  [['👍', 'How can I help you?'], 'user'],
  [['Are you there?', '…'], 'answer'],
  [['Are you there?', '***'], 'answer'],
] as const)('%j says too little', async ([sayings, side]) => {
  const { dropped } = await runStep(dropShort(), [exampleOf(sayings)])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'too_short', detail: { side } }])
})

test('the minimum is for the whole conversation and by script, and mixed text counts by its shares', async () => {
  const options = { answer: { letters: 10, cjk: 4 } }
  expect(await isKept(['Hi', 'Hello', 'Hi', 'Hello'], options)).toBe(true)
  expect(await isKept(['Hi', 'Hello'], options)).toBe(false)
  expect(await isKept(['Hi', '你好世界'], options)).toBe(true)
  expect(await isKept(['Hi', '你好世'], options)).toBe(false)
  expect(await isKept(['Hi', '你好 hello'], options)).toBe(true)
  expect(await isKept(['Hi', '你好 hell'], options)).toBe(false)
})

test('an image is a question, and a tool call an answer', async () => {
  const example = exampleOf([
    { role: 'user', parts: [{ type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: {} }] },
  ])
  expect((await runStep(dropShort(), [example])).kept).toEqual([example])
})
