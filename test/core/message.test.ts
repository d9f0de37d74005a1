import { describe, expect, test } from 'vitest'
import { textMessage, textOf, toolCallsOf, toolResultsOf, type Message } from '../../src/core/message.ts'

const MIXED: Message = {
  role: 'assistant',
  parts: [
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: 'It ' },
    { type: 'tool_call', id: 'a', name: 'f', arguments: {} },
    { type: 'text', text: 'rains.' },
    { type: 'tool_result', id: 'a', result: 1 },
    { type: 'tool_call', id: 'b', name: 'g', arguments: {} },
  ],
}

describe('a message', () => {
  test('made of text holds one part, or none when the text is empty', () => {
    expect(textMessage('user', 'Hi')).toEqual({ role: 'user', parts: [{ type: 'text', text: 'Hi' }] })
    expect(textMessage('user', '')).toEqual({ role: 'user', parts: [] })
  })

  test('gives its text without reasoning', () => {
    expect(textOf(MIXED)).toBe('It rains.')
    expect(textOf(textMessage('user', 'Hi'))).toBe('Hi')
    expect(textOf(textMessage('user', ''))).toBe('')
  })

  test('gives its calls and results in order', () => {
    expect(toolCallsOf(MIXED).map((call) => call.name)).toEqual(['f', 'g'])
    expect(toolResultsOf(MIXED).map((result) => result.id)).toEqual(['a'])
  })
})
