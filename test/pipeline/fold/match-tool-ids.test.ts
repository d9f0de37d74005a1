import { expect, test } from 'vitest'
import { matchToolIds } from '../../../src/pipeline/fold/match-tool-ids.ts'
import type { Message, Part } from '../../../src/core/message.ts'
import { fold } from '../support/folding.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

const calls = (...ids: readonly string[]): Message => ({
  role: 'assistant',
  parts: ids.map((id) => ({ type: 'tool_call', id, name: `tool ${id.at(-1)}`, arguments: {} })),
})
const results = (...ids: readonly string[]): Message => ({
  role: 'tool',
  parts: ids.map((id): Part => ({ type: 'tool_result', id, name: `tool ${id.at(-1)}`, result: id })),
})
const idsOf = (messages: readonly Message[]) =>
  messages.map(({ parts }) => parts.map((part) => ('id' in part ? part.id : '')))

test.for([
  [
    'ids that fit stay',
    [calls('a1', 'a2'), results('a2', 'a1')],
    [
      ['a1', 'a2'],
      ['a2', 'a1'],
    ],
  ],
  [
    'ids of another chat are matched by name',
    [calls('a1', 'a2'), results('b2'), results('b1')],
    [['a1', 'a2'], ['a2'], ['a1']],
  ],
  [
    'a call that a result names is taken by no other',
    [calls('a1', 'a2'), results('b1'), results('a1')],
    [['a1', 'a2'], ['a2'], ['a1']],
  ],
  ['a result too many stays as it is', [calls('a1'), results('a1', 'b1')], [['a1'], ['a1', 'b1']]],
  [
    'each answer has its own calls',
    [calls('a1'), results('x1'), calls('a1'), results('y1')],
    [['a1'], ['a1'], ['a1'], ['a1']],
  ],
] as const)('%s', ([, messages, ids]) => {
  expect(idsOf(matchToolIds(messages))).toEqual(ids)
})

test('two chats that begin with the same tool call both become rows, each with ids that fit', async () => {
  const chat = (name: string, at: number) => {
    const begun = [
      user('Where is it?'),
      calls(`${name}1`),
      { ...results(`${name}1`), parts: [{ type: 'tool_result', id: `${name}1`, result: 'here' }] } as Message,
    ]
    return [
      generation({ id: `${name}-1`, startedAt: second(at), request: begun.slice(0, 1), answer: [calls(`${name}1`)] }),
      generation({
        id: `${name}-2`,
        turnId: `${name}-1`,
        startedAt: second(at + 1),
        request: begun,
        answer: [assistant('Here.')],
      }),
    ]
  }
  const { examples } = await fold([...chat('a', 0), ...chat('b', 10)])
  expect(examples).toHaveLength(2)
  for (const { messages } of examples) {
    const [call, result] = messages.slice(1, 3).map(({ message }) => message.parts[0])
    expect(call).toMatchObject({ type: 'tool_call' })
    expect(result).toMatchObject({ id: (call as { id: string }).id })
  }
})
