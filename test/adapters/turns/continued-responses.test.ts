import { describe, expect, test } from 'vitest'
import type { Message } from '../../../src/core/message.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { startRecording } from '../../support/recording.ts'
import { ask, callTool, placesOf, say, user } from './asking.ts'

/** What a client sends where the server keeps the history: the results alone. */
const results: readonly Message[] = [{ role: 'tool', parts: [{ type: 'tool_result', id: 'call_1', result: 'done' }] }]

describe('tool results that go on from a response', () => {
  test('are a step of its turn, by its id alone', async () => {
    const recording = startRecording()
    ask(recording, { messages: [user('Go!')] }, { id: 'resp-1', ...callTool('call_1') })
    ask(recording, { messages: results, previousResponseId: 'resp-1' }, { id: 'resp-2', ...callTool('call_1') })
    ask(recording, { messages: results, previousResponseId: 'resp-2' }, { id: 'resp-3', ...say('done') })
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0'])
    expect((await recording.generations()).map(({ link }) => link.how)).toEqual(['none', 'callId', 'callId'])
  })

  test('may go on from one response twice: attempts', async () => {
    const recording = startRecording()
    ask(recording, { messages: [user('Go!')] }, { id: 'resp-4', ...callTool('call_1') })
    ask(recording, { messages: results, previousResponseId: 'resp-4' }, new Error('overloaded'))
    ask(recording, { messages: results, previousResponseId: 'resp-4' }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A1.1'])
  })

  test.each([
    ['text', 'else'],
    ['content', [{ type: 'text', text: 'else' }]],
    ['a value', { done: { at: 2, by: null } }],
  ])('that say something else are no attempt: %s', async (kind, result) => {
    const recording = startRecording()
    const id = `resp-branch-${kind}`
    const others: readonly Message[] = [{ role: 'tool', parts: [{ type: 'tool_result', id: 'call_1', result }] }]
    ask(recording, { messages: [user('Go!')] }, { id, ...callTool('call_1') })
    for (const messages of [results, others, others]) {
      ask(recording, { messages, previousResponseId: id }, say('done'))
    }
    expect(await placesOf(recording)).toEqual(['A0.0', 'A1.0', 'A2.0', 'A2.1'])
  })

  test('of a response that nobody saw open a turn', async () => {
    const recording = startRecording()
    ask(recording, { messages: results, previousResponseId: 'never-seen' }, say('done'))
    expect(await placesOf(recording)).toEqual(['A0.0'])
  })

  test('in another context open a turn there', async () => {
    const recording = startRecording()
    withContext({ conversationId: 'one' }, () =>
      ask(recording, { messages: [user('Go!')] }, { id: 'resp-5', ...callTool('call_1') }),
    )
    withContext({ conversationId: 'two' }, () =>
      ask(recording, { messages: results, previousResponseId: 'resp-5' }, say('done')),
    )
    expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
  })
})

test('a question that goes on from a response is a turn of its own', async () => {
  const recording = startRecording()
  ask(recording, { messages: [user('Go!')] }, { id: 'resp-6', ...say('done') })
  ask(recording, { messages: [user('More!')], previousResponseId: 'resp-6' }, { id: 'resp-7', ...say('more') })
  expect(await placesOf(recording)).toEqual(['A0.0', 'B0.0'])
})

test('a thousand later responses make the oldest forgotten', async () => {
  const recording = startRecording()
  for (let index = 0; index < 1_001; index += 1) {
    ask(recording, { messages: [user('Go!')] }, { id: `many-${index}`, ...callTool('call_1') })
  }
  const before = (await recording.generations()).length
  for (const index of [0, 1, 1_000]) {
    ask(recording, { messages: results, previousResponseId: `many-${index}` }, say('done'))
  }
  expect((await recording.generations()).slice(before).map(({ step }) => step)).toEqual([0, 1, 1])
})
