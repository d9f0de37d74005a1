import { describe, expect, test } from 'vitest'
import type { Message, Part } from '../../../src/core/message.ts'
import { dropEmpty } from '../../../src/pipeline/steps/index.ts'
import { exampleOf, runStep, testStep } from '../../../src/testing/index.ts'

testStep(dropEmpty(), { describe, test })

const answer = (...parts: readonly Part[]): Message => ({ role: 'assistant', parts })
const text = (value: string): Part => ({ type: 'text', text: value })

test.for<[string, Message]>([
  ['nothing', answer()],
  ['white space', answer(text(' \n'), text('\u200b'))],
  ['thoughts only', answer(text('<think></think>\n'))],
  ['thoughts without end', answer(text('<think>Well, let me'))],
  ['reasoning only', answer({ type: 'reasoning', text: 'Well.' })],
])('an answer of %s is dropped', async ([, message]) => {
  const { dropped } = await runStep(dropEmpty(), [exampleOf(['Hi', message])])
  expect(dropped).toEqual([{ id: 'example-1', reason: 'empty_answer' }])
})

test.for<[string, Message]>([
  ['a sign', answer(text('?'))],
  ['an answer behind thoughts', answer(text('<think>Well.</think>4'))],
  ['a tool call', answer({ type: 'tool_call', id: 'c', name: 'now', arguments: {} })],
  ['an image', answer({ type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AAAA' })],
  ['something unknown', answer({ type: 'other', kind: 'audio', value: 'x' })],
])('%s is an answer', async ([, message]) => {
  const example = exampleOf(['Hi', message])
  expect((await runStep(dropEmpty(), [example])).kept[0]).toBe(example)
})

test('an empty answer at the end goes with its question, one in the middle stays as context', async () => {
  const { kept } = await runStep(dropEmpty(), [
    exampleOf(['Hi', answer(), 'Hello?', 'Yes?', 'Are you there?', answer()]),
  ])
  expect(kept[0]?.messages.map((entry) => entry.weight)).toEqual([0, 0, 0, 1])
  expect(kept[0]?.excluded.map((exclusion) => exclusion.generationId)).toEqual(['generation-1', 'generation-3'])
})
