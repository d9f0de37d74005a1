import { describe, expect, test } from 'vitest'
import type { AnswerFeedback, Example } from '../../../src/core/example.ts'
import { textMessage, textOf, type Message } from '../../../src/core/message.ts'
import { filterFeedback, type FilterFeedbackOptions } from '../../../src/pipeline/steps/filter-feedback.ts'
import { exampleOf, runStep, testStep, type Saying } from '../../../src/testing/index.ts'

const judged = (sayings: readonly Saying[], feedback: { readonly [index: number]: AnswerFeedback }): Example => {
  const { messages, ...rest } = exampleOf(sayings)
  return {
    ...rest,
    messages: messages.map((entry, index) => {
      const given = feedback[index]
      return given === undefined || entry.origin === undefined
        ? entry
        : { ...entry, origin: { ...entry.origin, feedback: given } }
    }),
  }
}

const CHAT = ['Hi', 'Hello', 'Capital of Australia?', 'Sydney', 'Thanks', 'Welcome']
const examples = [
  judged(CHAT, { 1: { thumb: 'down' }, 3: { score: 0.2, comment: 'no' }, 5: { correction: 'You are welcome.' } }),
  judged(CHAT, { 5: { thumb: 'down', correction: '  ' } }),
]
testStep(filterFeedback(), { describe, test }, { examples })
testStep(filterFeedback({ down: 'flag', only: 'up', score: { min: 0.5 } }), { describe, test }, { examples })

const run = async (
  feedback: { readonly [index: number]: AnswerFeedback },
  options?: FilterFeedbackOptions,
  chat: readonly Saying[] = CHAT,
) => {
  const { kept, dropped } = await runStep(filterFeedback(options), [judged(chat, feedback)])
  return {
    dropped: dropped.map(({ reason }) => reason),
    flags: kept[0]?.flags,
    excluded: kept[0]?.excluded,
    texts: kept[0]?.messages.map(({ message }) => textOf(message)),
    weights: kept[0]?.messages.map(({ weight }) => weight),
  }
}

test('a thumb down gives the answer up: in the middle it becomes context, at the end it goes', async () => {
  expect(await run({ 3: { thumb: 'down' } })).toMatchObject({
    texts: CHAT,
    weights: [0, 1, 0, 0, 0, 1],
    excluded: [{ generationId: 'generation-2', reason: 'thumbs_down' }],
  })
  expect(await run({ 5: { thumb: 'down' } })).toMatchObject({
    texts: CHAT.slice(0, 4),
    excluded: [{ generationId: 'generation-3', reason: 'thumbs_down' }],
  })
  expect(await run({ 1: { thumb: 'down' } }, {}, ['Hi', 'Hello'])).toMatchObject({ dropped: ['thumbs_down'] })
  expect(await run({ 5: { thumb: 'up' } })).toMatchObject({ texts: CHAT, excluded: [], flags: [] })
})

test('a thumb down may be a flag, or nothing', async () => {
  expect(await run({ 3: { thumb: 'down' } }, { down: 'flag' })).toMatchObject({ flags: ['thumbs_down'], excluded: [] })
  expect(await run({ 3: { thumb: 'down' } }, { down: 'keep' })).toMatchObject({ flags: [], excluded: [] })
})

test('a low score', async () => {
  expect(await run({ 3: { score: 2 } })).toMatchObject({ excluded: [] })
  expect(await run({ 1: { score: 3 }, 3: { score: 2 } }, { score: { min: 3 } })).toMatchObject({
    excluded: [{ generationId: 'generation-2', reason: 'low_score' }],
  })
  expect(await run({ 3: { score: 2 } }, { score: { min: 3, action: 'flag' } })).toMatchObject({
    flags: ['low_score'],
    excluded: [],
  })
})

test('only what was judged, or found good', async () => {
  const feedback = { 1: { thumb: 'up' }, 3: { score: 4 }, 5: { comment: 'hm' } } as const
  expect((await run(feedback, { only: 'judged' })).weights).toEqual([0, 1, 0, 1])
  expect((await run(feedback, { only: 'up' })).weights).toEqual([0, 1])
  expect((await run(feedback, { only: 'up', score: { min: 4 } })).weights).toEqual([0, 1, 0, 1])
  expect((await run(feedback, { only: 'up' })).excluded).toEqual([
    { generationId: 'generation-2', reason: 'not_judged' },
    { generationId: 'generation-3', reason: 'not_judged' },
  ])
})

test('a correction takes the place of the answer, of its thoughts too', async () => {
  const thought: Message = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'It is large.' },
      { type: 'text', text: 'Sydney' },
    ],
  }
  const chat = ['Capital?', thought]
  const { kept } = await runStep(filterFeedback(), [judged(chat, { 1: { thumb: 'down', correction: 'Canberra' } })])
  expect(kept[0]?.messages[1]?.message).toEqual(textMessage('assistant', 'Canberra'))
  expect(kept[0]?.flags).toEqual(['corrected'])
  expect(await run({ 1: { thumb: 'down', correction: 'Canberra' } }, { correction: 'ignore' }, chat)).toMatchObject({
    dropped: ['thumbs_down'],
  })
  expect(await run({ 1: { thumb: 'down', correction: ' ' } }, {}, chat)).toMatchObject({ dropped: ['thumbs_down'] })
  expect(await run({ 1: { correction: 'Canberra' } }, { only: 'up' }, chat)).toMatchObject({
    texts: ['Capital?', 'Canberra'],
  })
})

test('a judgement of a turn counts for its tool calls', async () => {
  const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: {} }] }
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'x' }] }
  const chat = ['Hi', 'Hello', 'Look', call, result, textMessage('assistant', 'Nothing there.')]
  expect((await run({ 5: { thumb: 'down' } }, {}, chat)).texts).toEqual(['Hi', 'Hello'])
  expect((await run({ 5: { thumb: 'up' } }, { only: 'up' }, chat)).weights).toEqual([0, 0, 0, 1, 0, 1])
})

test('misspelt choices are refused', () => {
  expect(() => filterFeedback({ down: 'remove' as 'drop' })).toThrow('down of filterFeedback')
  expect(() => filterFeedback({ only: 'good' as 'up' })).toThrow('only of filterFeedback')
})
