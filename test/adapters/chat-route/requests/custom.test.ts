import type { UIMessage } from 'ai'
import { expect, test } from 'vitest'
import { customRequest, type CustomRequest } from '../../../../src/adapters/chat-route/requests/custom.ts'
import type { RouteRequest } from '../../../../src/adapters/chat-route/requests/index.ts'
import type { Message } from '../../../../src/core/message.ts'

const hi: Message = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }

// The type is what an app's compiler checks.
function read(given: CustomRequest): RouteRequest {
  const asked = customRequest(given)
  if (asked === undefined) throw new Error('is no request')
  return asked
}

test('plain messages, with ids and settings', () => {
  const asked = read({
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
    ],
    model: 'shop-1',
    provider: 'shop',
    conversationId: 'c1',
    userId: 'u1',
    tools: [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }],
    params: { temperature: 0 },
  })
  expect(asked).toMatchObject({
    form: 'custom',
    model: 'shop-1',
    provider: 'shop',
    labels: { conversationId: 'c1', userId: 'u1' },
  })
  expect(asked.request()).toEqual({
    messages: [{ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] }, hi],
    tools: [{ name: 'add', description: 'Adds.', parameters: { type: 'object' } }],
    params: { temperature: 0 },
  })
})

test('messages of the record, as they are', () => {
  const messages: readonly Message[] = [
    { role: 'developer', parts: [{ type: 'text', text: 'Be kind.' }] },
    {
      role: 'user',
      name: 'ada',
      id: 'm1',
      parts: [
        { type: 'text', text: 'Look:' },
        { type: 'file', mediaType: 'image/png', uri: 'https://shop.example/a.png', filename: 'a.png' },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Hm.', signature: 'proof' },
        { type: 'tool_call', id: 't1', name: 'add', arguments: { a: 1 } },
        { type: 'tool_call', id: 't2', name: 'add', arguments: {}, argumentsRaw: '{"a":' },
        { type: 'source', id: 's1', uri: 'https://shop.example', title: 'Shop' },
        { type: 'other', kind: 'refusal', value: 'No.' },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_result', id: 't1', name: 'add', result: { sum: 2 }, isError: true }] },
  ]
  expect(read({ messages }).request()).toEqual({ messages })
})

test('a prompt', () => {
  const asked = read({ prompt: 'Hi', model: 'shop-1' })
  expect(asked).toMatchObject({ form: 'custom', model: 'shop-1', labels: {} })
  expect(asked.request()).toEqual({ messages: [hi] })
})

test('messages of a page of the AI SDK', () => {
  const messages: UIMessage[] = [
    { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    {
      id: 'm2',
      role: 'assistant',
      parts: [
        { type: 'tool-add', toolCallId: 't1', state: 'output-available', input: {}, output: 2 },
        { type: 'step-start' },
        { type: 'text', text: 'Ho' },
      ],
    },
  ]
  const copied = read({ messages, conversationId: 'c1' }).request().messages
  expect(copied.map(({ role, id }) => [role, id])).toEqual([
    ['user', 'm1'],
    ['assistant', 'm2'],
    ['tool', 'm2'],
    ['assistant', 'm2'],
  ])
})

test('the body of a known client as it is', () => {
  const openai = { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }], temperature: 0, user: 'u1' }
  const asked = read(openai)
  expect(asked).toMatchObject({ form: 'openai-chat', model: 'gpt-5-mini', labels: { userId: 'u1' } })
  expect(asked.request()).toEqual({ messages: [hi], params: { temperature: 0 } })
  expect(read({ ...openai, userId: 'u2' }).labels).toEqual({ userId: 'u2' })
  const responses = { model: 'gpt-5-mini', input: 'Hi' }
  expect(read(responses).form).toBe('openai-responses')
  const anthropic = {
    messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '2' }] }],
  }
  expect(read(anthropic).request().messages).toEqual([
    { role: 'tool', parts: [{ type: 'tool_result', id: 't1', result: '2' }] },
  ])
  const tools = [{ type: 'function', function: { name: 'add' } }]
  expect(customRequest({ messages: [{ role: 'user', content: 'Hi' }], tools })?.request().tools).toEqual([
    { name: 'add' },
  ])
})

test('messages of several forms at once, with a field that is unknown', () => {
  const given = { room: 7, messages: [hi, { role: 'assistant', content: 'Ho' }, { role: 'tool', parts: [] }] }
  expect(
    customRequest(given)
      ?.request()
      .messages.map(({ role }) => role),
  ).toEqual(['user', 'assistant', 'tool'])
})

test.each([undefined, null, 7, 'Hi', [], {}, { messages: [] }, { messages: ['Hi'] }, { messages: [{ role: 'user' }] }])(
  '%j is no request',
  (given) => {
    expect(customRequest(given)).toBeUndefined()
  },
)

test('a copy: what the app keeps may change', () => {
  const params = { stop: ['a'] }
  const request = read({ prompt: 'Hi', params }).request()
  params.stop.push('b')
  expect(request.params).toEqual({ stop: ['a'] })
})
