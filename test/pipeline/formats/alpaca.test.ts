import { describe, expect, test } from 'vitest'
import { textMessage, type Message } from '../../../src/core/message.ts'
import { alpaca } from '../../../src/pipeline/formats/index.ts'
import { exampleOf, testFormat, type Saying } from '../../../src/testing/index.ts'

testFormat(alpaca(), { describe, test })
testFormat(alpaca({ history: 'column', conversationId: true }), { describe, test })

const CHAT = [textMessage('system', 'Be kind.'), 'What is a bee?', 'An insect.', 'And a wasp?', 'A relative.']

test('each answer is a row, with the dialogue before it as input', () => {
  expect(alpaca().rows(exampleOf(CHAT))).toEqual({
    rows: [
      { instruction: 'What is a bee?', input: '', output: 'An insect.' },
      {
        instruction: 'And a wasp?',
        input: 'User: What is a bee?\nAssistant: An insect.',
        output: 'A relative.',
      },
    ],
    refused: [],
  })
})

test('as columns, history and system stand in every row', () => {
  expect(alpaca({ history: 'column' }).rows(exampleOf(CHAT)).rows).toEqual([
    { instruction: 'What is a bee?', input: '', output: 'An insect.', system: 'Be kind.', history: [] },
    {
      instruction: 'And a wasp?',
      input: '',
      output: 'A relative.',
      system: 'Be kind.',
      history: [['What is a bee?', 'An insect.']],
    },
  ])
  expect(alpaca({ history: 'column' }).rows(exampleOf(['Hi', 'Hello'])).rows[0]).toMatchObject({
    system: '',
    history: [],
  })
})

test('history can be left out, and the conversation named', () => {
  expect(alpaca({ history: 'omit', conversationId: true }).rows(exampleOf(CHAT)).rows[1]).toEqual({
    instruction: 'And a wasp?',
    input: '',
    output: 'A relative.',
    conversation_id: 'conversation-1',
  })
})

test('an answer that is only context is history, but no row', () => {
  const { messages, ...rest } = exampleOf(CHAT)
  const weighed = messages.map((entry, at) => (at === 2 ? { ...entry, weight: 0 as const } : entry))
  expect(alpaca().rows({ ...rest, messages: weighed })).toEqual({
    rows: [{ instruction: 'And a wasp?', input: 'User: What is a bee?\nAssistant: An insect.', output: 'A relative.' }],
    refused: [],
  })
})

const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {} }] }
const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'sun' }] }

test('an exchange with tools is refused once, and the others stay', () => {
  const example = exampleOf(['Sun?', call, result, textMessage('assistant', 'Yes.'), 'Thanks', 'With pleasure.'])
  expect(alpaca().rows(example)).toEqual({
    rows: [{ instruction: 'Thanks', input: 'User: Sun?\nAssistant: Yes.', output: 'With pleasure.' }],
    refused: ['tool_calls'],
  })
})

test.for<[string, readonly Saying[]]>([
  ['tool_calls', ['Sun?', call]],
  ['file', [{ role: 'user', parts: [{ type: 'file', mediaType: 'image/png' }] }, 'A bee.']],
  ['unknown_part', [{ role: 'user', parts: [{ type: 'other', kind: 'x', value: 1 }] }, 'A bee.']],
  ['empty_question', [{ role: 'user', parts: [] }, 'Yes?']],
  ['empty_answer', ['Hi', ' ']],
  ['no_question', [textMessage('assistant', 'Welcome!')]],
  ['several_answers', ['Hi', 'Hello', { message: textMessage('assistant', 'Hey'), weight: 0 }]],
])('%s is refused', ([code, sayings]) => {
  expect(alpaca().rows(exampleOf(sayings))).toEqual({ rows: [], refused: [code] })
})

test('a chat whose rows would repeat its history without end loses the later ones', () => {
  const turns = 120
  const chat = exampleOf(Array.from({ length: turns }, (_, at) => [`Question ${at}?`, 'word '.repeat(2_000)]).flat())
  const { rows, refused } = alpaca().rows(chat)
  expect(rows.length + refused.length).toBe(turns)
  expect(new Set(refused)).toEqual(new Set(['history_too_long']))
  expect(rows.length).toBeGreaterThan(turns / 2)
  expect(alpaca({ history: 'column' }).rows(chat).refused).toEqual(refused)
  expect(alpaca({ history: 'omit' }).rows(chat).rows).toHaveLength(turns)
})
