import { describe, expect, test } from 'vitest'
import type { Example, MessageOrigin } from '../../../src/core/example.ts'
import { textOf, type Message } from '../../../src/core/message.ts'
import { dropUnfinished } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(dropUnfinished(), { describe, test })

/** Two exchanges; the answer at `index` ended as `origin` says. */
function chat(index: number, origin: Partial<MessageOrigin>): Example {
  const { messages, ...rest } = exampleOf(['What is a bee?', 'An insect.', 'And a wasp?', 'Another'])
  return {
    ...rest,
    messages: messages.map((entry, at) =>
      at === index && entry.origin !== undefined ? { ...entry, origin: { ...entry.origin, ...origin } } : entry,
    ),
  }
}

const said = (example: Example | undefined): string[] => (example?.messages ?? []).map((entry) => textOf(entry.message))

test.for([
  [{ status: 'aborted' }, 'aborted'],
  [{ status: 'error', finishReason: 'length' }, 'error'],
  [{ status: 'interrupted' }, 'interrupted'],
  [{ status: 'abandoned' }, 'abandoned'],
  [{ finishReason: 'length' }, 'truncated'],
  [{ finishReason: 'content_filter' }, 'content_filter'],
  [{ finishReason: 'error' }, 'error'],
] as const)('an answer that ended with %j goes with its question, as %s', async ([origin, reason]) => {
  const { kept } = await runStep(dropUnfinished(), [chat(3, origin)])
  expect(said(kept[0])).toEqual(['What is a bee?', 'An insect.'])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-2', reason }])
})

test('in the middle it stays as context', async () => {
  const { kept } = await runStep(dropUnfinished(), [chat(1, { status: 'aborted' })])
  expect(said(kept[0])).toHaveLength(4)
  expect(kept[0]?.messages.map((entry) => entry.weight)).toEqual([0, 0, 0, 1])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-1', reason: 'aborted' }])
})

test('with no answer left the conversation is dropped, and each generation keeps its own reason', async () => {
  const both = chat(3, { finishReason: 'length' })
  const messages = both.messages.map((entry, at) =>
    at === 1 ? (chat(1, { status: 'aborted' }).messages[1] ?? entry) : entry,
  )
  const result = await runStep(dropUnfinished(), [{ ...both, messages }])
  expect(result).toEqual({ kept: [], dropped: [{ id: 'example-1', reason: 'truncated' }] })
})

test('of a tool loop that broke off, the finished steps stay', async () => {
  const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'weather', arguments: {} }] }
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'sun' }] }
  const { messages, ...rest } = exampleOf([
    'Sun?',
    call,
    result,
    { role: 'assistant', parts: [{ type: 'text', text: 'Ye' }] },
  ])
  const broken = messages.map((entry) =>
    textOf(entry.message) === 'Ye' && entry.origin
      ? { ...entry, origin: { ...entry.origin, status: 'error' as const } }
      : entry,
  )
  const { kept } = await runStep(dropUnfinished(), [{ ...rest, messages: broken }])
  expect(kept[0]?.messages.map((entry) => entry.message.role)).toEqual(['user', 'assistant'])
  expect(kept[0]?.excluded).toEqual([{ generationId: 'generation-2', reason: 'error' }])
})

test('an answer that another example trains is not excluded here', async () => {
  const { messages, ...rest } = chat(1, { status: 'aborted' })
  const shared = messages.map((entry, at) => (at === 1 ? { ...entry, weight: 0 as const } : entry))
  const example = { ...rest, messages: shared, generationIds: ['generation-2'] }
  expect((await runStep(dropUnfinished(), [example])).kept[0]).toBe(example)
})

test('finished answers come back as the same example', async () => {
  const example = chat(1, { finishReason: 'other' })
  expect((await runStep(dropUnfinished(), [example])).kept[0]).toBe(example)
})
