import { describe, expect, test } from 'vitest'
import { json } from '../../../src/pipeline/formats/index.ts'
import { exampleOf, testFormat } from '../../../src/testing/index.ts'

testFormat(json(), { describe, test })

test('a record holds the conversation and where it came from', () => {
  const example = exampleOf(
    [
      'Hi',
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'A greeting.' },
          { type: 'text', text: 'Hello' },
        ],
      },
    ],
    { userId: 'ada', sessionId: 's', tools: [{ name: 'now' }] },
  )
  expect(json().rows(example)).toEqual({
    rows: [
      {
        id: 'example-1',
        conversation_id: 'conversation-1',
        session_id: 's',
        user_id: 'ada',
        timestamp: '2026-01-02T03:04:05.000Z',
        models: ['test-model'],
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello', reasoning_content: 'A greeting.' },
        ],
        tools: [{ type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } }],
        generation_ids: ['generation-1'],
      },
    ],
    refused: [],
  })
})

test('an answer that is only context says so, and its generation is not named', () => {
  const { messages, ...rest } = exampleOf(['Hi', 'Hel', 'And?', 'Fine'])
  const example = {
    ...rest,
    messages: messages.map((entry, at) => (at === 1 ? { ...entry, weight: 0 as const } : entry)),
    excluded: [{ generationId: 'generation-1', reason: 'aborted' }],
  }
  expect(json().rows(example).rows[0]).toMatchObject({
    messages: [{}, { content: 'Hel', weight: 0 }, {}, { content: 'Fine' }],
    generation_ids: ['generation-2'],
  })
})

test('ids that the app did not give are absent, and what the shape does not know is kept', () => {
  const example = exampleOf([
    {
      role: 'user',
      parts: [
        { type: 'file', mediaType: 'application/pdf', fileId: 'f', filename: 'a.pdf' },
        { type: 'other', kind: 'sketch', value: [1] },
      ],
    },
    'A bee.',
  ])
  const [record] = json().rows(example).rows
  expect(record).not.toHaveProperty('user_id')
  expect(record).not.toHaveProperty('session_id')
  expect(record).not.toHaveProperty('tools')
  expect(record).toMatchObject({
    messages: [
      {
        content: [
          { type: 'file', file: { media_type: 'application/pdf', filename: 'a.pdf', file_id: 'f' } },
          { type: 'sketch', value: [1] },
        ],
      },
      {},
    ],
  })
})
