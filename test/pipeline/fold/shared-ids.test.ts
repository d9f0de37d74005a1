import { expect, test } from 'vitest'
import type { Generation } from '../../../src/core/generation.ts'
import type { Message } from '../../../src/core/message.ts'
import { fold } from '../support/folding.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

const chat = { conversationId: 'c' }

test('an answer that is sent back without its <think> is the same answer', async () => {
  const question = [user('q')]
  const { examples, losses } = await fold([
    generation({ ...chat, id: 'g1', request: question, answer: [assistant('<think>x</think>\n\nA')] }),
    generation({ ...chat, id: 'g2', startedAt: second(1), request: question, answer: [assistant('rejected')] }),
    generation({
      ...chat,
      id: 'g3',
      startedAt: second(2),
      request: [...question, assistant('A'), user('r')],
      answer: [assistant('B')],
    }),
  ])
  expect(examples.map(({ generationIds }) => generationIds)).toEqual([['g1', 'g3']])
  expect(losses).toEqual([{ generationId: 'g2', reason: 'regenerated' }])
})

test.for([[null], ['']])('the conversation id %o joins nothing', async ([conversationId]) => {
  // Logs of other writers hold such ids.
  const said = (id: string, answer: string) =>
    ({ ...generation({ id, request: [user('hi')], answer: [assistant(answer)] }), conversationId }) as Generation
  expect((await fold([said('g1', 'A'), said('g2', 'B')])).examples).toHaveLength(2)
})

test('two users under one conversation id did not regenerate each other', async () => {
  const { losses } = await fold([
    generation({ ...chat, id: 'g1', userId: 'a', request: [user('hi')], answer: [assistant('A')] }),
    generation({ ...chat, id: 'g2', userId: 'b', request: [user('hi')], answer: [assistant('B')] }),
  ])
  expect(losses).toEqual([])
})

test('a last step that was offered no tools keeps the tools of its loop', async () => {
  const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'x', name: 'f', arguments: {} }] }
  const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'x', result: 'r' }] }
  const { examples } = await fold([
    generation({ ...chat, id: 'g1', request: [user('hi')], answer: [call], tools: [{ name: 'f' }] }),
    generation({
      ...chat,
      id: 'g2',
      startedAt: second(1),
      request: [user('hi'), call, result],
      answer: [assistant('done')],
    }),
  ])
  expect(examples[0]?.tools).toEqual([{ name: 'f' }])
})
