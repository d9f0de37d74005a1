import { describe, expect, test } from 'vitest'
import type { WholeAnswer } from '../../../../src/adapters/chat-route/answers/index.ts'
import { lines, read, reading, said, sse } from './reading.ts'

const EVENTS = 'text/event-stream'

/** What the app's reader is given. */
function given(type: string, body: string): WholeAnswer | undefined {
  let seen: WholeAnswer | undefined
  read({ type, body, places: [3, 9], options: { custom: (answer) => void (seen = answer) } })
  return seen
}

describe('the reader of an app', () => {
  test('is given the answer as it is to be read', () => {
    expect(given('application/json', '{"bubbles":["a"]}')).toEqual({
      status: 200,
      contentType: 'application/json',
      body: { bubbles: ['a'] },
    })
    expect(given(EVENTS, sse({ a: 1 }, 'b', '[DONE]'))?.body).toEqual([{ a: 1 }, 'b'])
    expect(given('application/x-ndjson', lines({ a: 1 }, 2))?.body).toEqual([{ a: 1 }, 2])
    expect(given('text/xml', '<say>Hi</say>')?.body).toBe('<say>Hi</say>')
    expect(given('application/json', '{"half')?.body).toBe('{"half')
  })

  test('says what was said', () => {
    const usage = { inputTokens: 3, outputTokens: 4, price: 5 }
    const custom = () => ({ text: 'Hello', model: 'm1', usage, finishReason: 'tool-calls' })
    expect(read({ type: 'application/json', body: '{}', options: { custom } })).toEqual({
      form: 'custom',
      response: {
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }],
        finishReason: 'tool_call',
        finishReasonRaw: 'tool-calls',
      },
      respondedModel: 'm1',
      usage: { inputTokens: 3, outputTokens: 4 },
      isComplete: true,
      failure: undefined,
      messageId: undefined,
    })
    expect(said({ type: EVENTS, body: '', options: { custom: () => 'Hello' } })).toEqual(['custom', 'Hello', true])
  })

  test('may give messages, short or in the form of the record', () => {
    const call = { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Oslo' } }
    const messages = [
      { role: 'assistant', parts: [call, { type: 'chart', points: [1] }], id: 'm1' },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: 21 }] },
      { role: 'assistant', content: 'It is warm.' },
      { content: '' },
    ]
    const answer = read({ type: EVENTS, body: '', options: { custom: () => ({ messages }) } })
    expect(answer.response?.messages).toEqual([
      {
        role: 'assistant',
        id: 'm1',
        parts: [call, { type: 'other', kind: 'chart', value: { type: 'chart', points: [1] } }],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: 21 }] },
      { role: 'assistant', parts: [{ type: 'text', text: 'It is warm.' }] },
    ])
  })

  test('may find no answer', () => {
    const answer = read({ type: 'text/html', body: '<p>', options: { custom: () => undefined } })
    expect(answer).toMatchObject({ form: undefined, isComplete: false, failure: undefined })
  })

  test('is asked for what there is of a stream that broke off, and for no half value', () => {
    const custom = ({ body }: WholeAnswer) => (Array.isArray(body) ? body.join('') : 'whole')
    const body = sse('Hel', 'lo')
    expect(said({ type: EVENTS, body, isEnded: false, options: { custom } })).toEqual(['custom', 'Hello', false])
    expect(said({ type: 'application/json', body: '{"a":', isEnded: false, options: { custom } })[1]).toBe('')
  })

  test('is not asked about a failed route, nor about images', () => {
    const custom = () => 'never'
    expect(read({ status: 500, body: '', options: { custom } })).toMatchObject({ failure: { status: 500 } })
    expect(() => reading({ type: 'image/png', body: '', options: { custom } })).toThrow(/is read/)
  })

  test('that throws, or returns what is no answer, is told when the answer is asked for', () => {
    const broken = reading({
      type: EVENTS,
      body: '',
      options: {
        custom() {
          throw new RangeError('of the app')
        },
      },
    })
    expect(() => broken.result()).toThrow(RangeError)
    expect(broken.isComplete()).toBe(false)
    for (const value of [4, {}, { text: 4 }, Promise.reject(new Error('late'))]) {
      const wrong = reading({ type: EVENTS, body: '', options: { custom: () => value } })
      expect(() => wrong.result()).toThrow(/readAnswer.*Fix: /)
    }
  })
})
