import { describe, expect, test } from 'vitest'
import { textMessage } from '../../../src/core/message.ts'
import { csv } from '../../../src/pipeline/formats/index.ts'
import { exampleOf, testFormat } from '../../../src/testing/index.ts'

testFormat(csv(), { describe, test })
testFormat(csv({ escapeFormulas: true }), { describe, test })

test('the header is that of the seed', () => {
  expect(csv().container).toEqual({
    kind: 'csv',
    columns: ['id', 'timestamp', 'user_message', 'bot_response', 'user_length', 'bot_length', 'session_id'],
  })
})

test('each trained answer is a row, with lengths in code points', () => {
  const example = exampleOf([textMessage('system', 'Be kind.'), 'Hi 👋', 'Hello', 'And?', 'Fine 👍🏽'], {
    sessionId: 's',
  })
  expect(csv().rows(example)).toEqual({
    rows: [
      {
        id: 'generation-1',
        timestamp: '2026-01-02T03:04:05.000Z',
        user_message: 'Hi 👋',
        bot_response: 'Hello',
        user_length: 4,
        bot_length: 5,
        session_id: 's',
      },
      {
        id: 'generation-2',
        timestamp: '2026-01-02T03:04:05.000Z',
        user_message: 'And?',
        bot_response: 'Fine 👍🏽',
        user_length: 4,
        bot_length: 7,
        session_id: 's',
      },
    ],
    refused: [],
  })
})

test('without a session the conversation stands in its place', () => {
  expect(csv().rows(exampleOf(['Hi', 'Hello'])).rows[0]).toMatchObject({ session_id: 'conversation-1' })
})

test('with tools the last answer counts, and a call alone is no answer', () => {
  const call = { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: {} }] } as const
  const result = { role: 'tool', parts: [{ type: 'tool_result', id: 'c', result: 'sun' }] } as const
  expect(csv().rows(exampleOf(['Sun?', call, result, textMessage('assistant', 'Yes.')]))).toMatchObject({
    rows: [{ id: 'generation-2', user_message: 'Sun?', bot_response: 'Yes.' }],
    refused: [],
  })
  expect(csv().rows(exampleOf(['Sun?', call]))).toEqual({ rows: [], refused: ['no_answer_text'] })
})

test('an answer that is only context is no row', () => {
  const { messages, ...rest } = exampleOf(['Hi', 'Hel', 'And?', 'Fine'])
  const weighed = messages.map((entry, at) => (at === 1 ? { ...entry, weight: 0 as const } : entry))
  expect(csv().rows({ ...rest, messages: weighed }).rows).toMatchObject([{ id: 'generation-2' }])
})

test('formulas are escaped only when asked, and the lengths are those of the text', () => {
  const example = exampleOf(['=HYPERLINK("https://example.com")', '-5'])
  expect(csv().rows(example).rows).toMatchObject([
    { user_message: '=HYPERLINK("https://example.com")', bot_response: '-5' },
  ])
  expect(csv({ escapeFormulas: true }).rows(example).rows).toMatchObject([
    { user_message: `'=HYPERLINK("https://example.com")`, bot_response: "'-5", bot_length: 2 },
  ])
})
