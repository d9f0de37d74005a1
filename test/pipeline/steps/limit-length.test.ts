import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textMessage, textOf, type Message } from '../../../src/core/message.ts'
import { estimateTokens } from '../../../src/pipeline/steps/estimate-tokens.ts'
import { limitLength } from '../../../src/pipeline/steps/limit-length.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'
import { sharedChats } from '../support/shared-data.ts'

testStep(limitLength({ characters: 30 }), { describe, test })
testStep(limitLength({ tokens: 50, count: (text) => text.length }), { describe, test })

const textsOf = async (sayings: readonly Saying[], characters: number) => {
  const { kept } = await runStep(limitLength({ characters }), [exampleOf(sayings)])
  return kept[0]?.messages.map(({ message }) => textOf(message))
}

test('the start stays, up to the last whole answer that fits', async () => {
  const chat = ['1234', '1234', '1234', '1234', '1234', '1234']
  expect(await textsOf(chat, 24)).toEqual(chat)
  expect(await textsOf(chat, 23)).toEqual(chat.slice(0, 4))
  expect(await textsOf(chat, 16)).toEqual(chat.slice(0, 4))
  expect(await textsOf(chat, 15)).toEqual(chat.slice(0, 2))
  expect(await textsOf(chat, 7)).toBeUndefined()
})

test('what is cut off is accounted for, once, and weights stay', async () => {
  const { messages, ...chat } = exampleOf(['1234', '1234', '1234', '1234', '1234', '1234'])
  const example = {
    ...chat,
    messages: messages.map((entry, index) => (index === 1 ? { ...entry, weight: 0 as const } : entry)),
  }
  const { kept, dropped } = await runStep(limitLength({ characters: 16 }), [example])
  expect(kept[0]?.messages.map((entry) => entry.weight)).toEqual([0, 0, 0, 1])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-3', reason: 'too_long' }])
  expect(dropped).toEqual([])
  expect((await runStep(limitLength({ characters: 8 }), [example])).dropped).toEqual([
    { id: 'example-1', reason: 'too_long' },
  ])
})

test('a tool call is never parted from its result', async () => {
  const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: {} }] }
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'x'.repeat(50) }] }
  const chat = ['1234', '1234', '1234', call, result, textMessage('assistant', '1234')]
  const whole = 4 * 4 + 'look{}'.length + 50
  expect(await textsOf(chat, whole)).toHaveLength(6)
  for (const limit of [whole - 1, whole - 4, 20, 12]) expect(await textsOf(chat, limit)).toEqual(['1234', '1234'])
})

test('tools, thoughts and the frame of a message count', async () => {
  const example = exampleOf(['Hi', 'Hello'], { tools: [{ name: 'look', description: 'x'.repeat(100) }] })
  expect((await runStep(limitLength({ characters: 100 }), [example])).dropped).toHaveLength(1)
  const count = () => 1
  expect((await runStep(limitLength({ tokens: 10, count }), [exampleOf(['Hi', 'Hello'])])).kept).toHaveLength(1)
  expect((await runStep(limitLength({ tokens: 9, count }), [exampleOf(['Hi', 'Hello'])])).kept).toHaveLength(0)
  expect(
    (await runStep(limitLength({ tokens: 9, count: () => Number.NaN }), [exampleOf(['Hi', 'Hello'])])).kept,
  ).toHaveLength(0)
})

test('with any limit what stays is a beginning that ends with an answer and fits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 12 }), fc.integer({ min: 1, max: 80 }), async (said, limit) => {
      const example = exampleOf(said)
      const { kept } = await runStep(limitLength({ characters: limit }), [example])
      for (const { messages } of kept) {
        expect(example.messages.slice(0, messages.length)).toEqual(messages)
        const size = messages.reduce((sum, { message }) => sum + textOf(message).length, 0)
        expect(size).toBeLessThanOrEqual(limit)
      }
    }),
    { numRuns: 100 },
  )
})

test.for([[{}], [{ tokens: 0 }], [{ characters: -1 }], [{ tokens: Number.NaN }]])('%j is no limit', ([options]) => {
  expect(() => limitLength(options ?? {})).toThrow('no limit above 0')
})

test('tokens are estimated by script', () => {
  expect(estimateTokens('')).toBe(0)
  expect(estimateTokens('The bees dance in the hive.')).toBe(7)
  expect(estimateTokens('蜜蜂在蜂巢里跳舞')).toBe(6)
  expect(estimateTokens('Пчёлы танцуют')).toBe(6)
  expect(estimateTokens('déjà vu Ɏ')).toBe(3)
  expect(estimateTokens('abcd\u024f\u0250')).toBe(2)
  expect(estimateTokens('😀')).toBe(1)
})

test.runIf(sharedChats('oasst-en100-paths') !== undefined)(
  'the estimate is near the tokens of a real tokenizer',
  () => {
    const sizes = (sharedChats('oasst-en100-paths') ?? [])
      .map(({ messages }) => messages.reduce((sum, message) => sum + estimateTokens(textOf(message)) + 4, 0))
      .sort((a, b) => a - b)
    // With o200k the median chat of this corpus has 257 tokens.
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0
    expect(median).toBeGreaterThan(257 * 0.75)
    expect(median).toBeLessThan(257 * 1.35)
  },
)
