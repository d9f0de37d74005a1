import { DefaultChatTransport as Transport7, type UIMessage } from 'ai'
import { DefaultChatTransport as Transport5 } from 'ai5'
import { DefaultChatTransport as Transport6 } from 'ai6'
import { describe, expect, test } from 'vitest'
import { readRequest, type RouteRequest } from '../../../../src/adapters/chat-route/requests/index.ts'
import type { Message } from '../../../../src/core/message.ts'

const question: UIMessage = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Where is QM-1001?' }] }
const answer: UIMessage = {
  id: 'm2',
  role: 'assistant',
  parts: [
    { type: 'step-start' },
    { type: 'reasoning', text: 'An order.', providerMetadata: { anthropic: { signature: 'proof' } } },
    {
      type: 'tool-get_order',
      toolCallId: 't1',
      state: 'output-available',
      input: { number: 'QM-1001' },
      output: { status: 'sent' },
    },
    { type: 'step-start' },
    { type: 'text', text: 'It was sent.' },
    { type: 'source-url', sourceId: 's1', url: 'https://shop.example/orders', title: 'Orders' },
    { type: 'data-map', id: 'd1', data: { zoom: 3 } },
  ],
}
const thanks: UIMessage = { id: 'm3', role: 'user', parts: [{ type: 'text', text: 'Thanks. And QM-1002?' }] }
const history = [question, answer, thanks]

const recorded: readonly Message[] = [
  { role: 'user', parts: [{ type: 'text', text: 'Where is QM-1001?' }], id: 'm1' },
  {
    role: 'assistant',
    parts: [
      { type: 'reasoning', text: 'An order.', signature: 'proof' },
      { type: 'tool_call', id: 't1', name: 'get_order', arguments: { number: 'QM-1001' } },
    ],
    id: 'm2',
  },
  {
    role: 'tool',
    parts: [{ type: 'tool_result', id: 't1', name: 'get_order', result: { status: 'sent' } }],
    id: 'm2',
  },
  {
    role: 'assistant',
    parts: [
      { type: 'text', text: 'It was sent.' },
      { type: 'source', id: 's1', uri: 'https://shop.example/orders', title: 'Orders' },
      { type: 'other', kind: 'data-map', value: { type: 'data-map', id: 'd1', data: { zoom: 3 } } },
    ],
    id: 'm2',
  },
  { role: 'user', parts: [{ type: 'text', text: 'Thanks. And QM-1002?' }], id: 'm3' },
]

function read(body: unknown): RouteRequest {
  const asked = readRequest(body)
  if (asked === undefined) throw new Error('is no chat request')
  return asked
}

describe('what useChat sends', () => {
  const transports = { 5: Transport5, 6: Transport6, 7: Transport7 }
  test.each([5, 6, 7] as const)('ai %s', async (major) => {
    const bodies: string[] = []
    const fetch = async (_: unknown, init?: { body?: unknown }): Promise<Response> => {
      bodies.push(String(init?.body))
      return new Response('', { headers: { 'content-type': 'text/event-stream' } })
    }
    const Transport = transports[major] as typeof Transport7
    const transport = new Transport({
      api: 'http://app.example/api/chat',
      fetch,
      body: { model: 'shop-1', locale: 'en' },
    })
    const messageId = undefined
    await transport.sendMessages({
      chatId: 'c1',
      messages: history,
      trigger: 'submit-message',
      messageId,
      abortSignal: undefined,
    })
    const [body = ''] = bodies
    for (const given of [body, new TextEncoder().encode(body), JSON.parse(body) as unknown]) {
      const { form, model, labels, request } = read(given)
      expect({ form, model, labels }).toEqual({
        form: 'ui-messages',
        model: 'shop-1',
        labels: { conversationId: 'c1' },
      })
      expect(request()).toEqual({ messages: recorded })
    }
  })

  test('apps that send the last message only', () => {
    const asked = read({ id: 'c1', message: thanks, selectedChatModel: 'shop-1', selectedVisibilityType: 'private' })
    expect(asked).toMatchObject({ form: 'ui-messages', model: 'shop-1', labels: { conversationId: 'c1' } })
    expect(asked.request().messages).toEqual(recorded.slice(-1))
  })

  test('a system text beside the messages comes first', () => {
    const { messages } = read({ system: 'Be kind.', messages: [thanks] }).request()
    expect(messages[0]).toEqual({ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] })
    expect(messages).toHaveLength(2)
  })

  test('messages of an older form among them', () => {
    const { messages } = read({ messages: [{ id: 'm0', role: 'user', content: 'Hi' }, answer, thanks] }).request()
    expect(messages[0]).toEqual({ role: 'user', parts: [{ type: 'text', text: 'Hi' }] })
    expect(messages.slice(1)).toEqual(recorded.slice(1))
  })
})

test.each([
  [{ id: 'c1', chatId: 'c2' }, { conversationId: 'c2' }],
  [{ threadId: 7 }, { conversationId: '7' }],
  [{ conversation_id: 'c3' }, { conversationId: 'c3' }],
  [{ sessionId: 's1' }, { conversationId: 's1', sessionId: 's1' }],
  [
    { id: 'c1', sessionId: 's1' },
    { conversationId: 'c1', sessionId: 's1' },
  ],
  [{ metadata: { thread_id: 't1' } }, { conversationId: 't1' }],
  [{ id: '' }, {}],
])('ids in %j', (ids, labels) => {
  expect(read({ ...ids, messages: [question] }).labels).toEqual(labels)
})

describe('parts', () => {
  function partsOf(role: string, ...parts: readonly object[]): readonly Message[] {
    return read({ messages: [{ id: 'm', role, parts }] })
      .request()
      .messages.map(({ role: said, parts: copied }) => ({ role: said, parts: copied }))
  }

  test('files by address, as data and by the reference of a provider', () => {
    const mediaType = 'image/png'
    const [message] = partsOf(
      'user',
      { type: 'file', mediaType, url: '/uploads/a.png', filename: 'a.png' },
      { type: 'file', mediaType, url: 'data:image/png;base64,AA==' },
      { type: 'file', mediaType, url: 'https://shop.example/a.png', providerReference: { openai: 'file-1' } },
    )
    expect(message?.parts).toEqual([
      { type: 'file', mediaType, uri: '/uploads/a.png', filename: 'a.png' },
      { type: 'file', mediaType, uri: 'data:image/png;base64,AA==' },
      { type: 'file', mediaType, fileId: '{"openai":"file-1"}' },
    ])
  })

  test('a tool that failed on an input that is no JSON', () => {
    const failed = {
      type: 'tool-add',
      toolCallId: 't1',
      state: 'output-error',
      rawInput: '{"a":',
      errorText: 'No JSON.',
    }
    expect(partsOf('assistant', failed)).toEqual([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 't1', name: 'add', arguments: {}, argumentsRaw: '{"a":' }],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 't1', name: 'add', result: 'No JSON.', isError: true }] },
    ])
  })

  test('a tool that the user denied', () => {
    const approval = { id: 'a1', approved: false, reason: 'Too dear.' }
    const denied = {
      type: 'dynamic-tool',
      toolName: 'buy',
      toolCallId: 't1',
      state: 'output-denied',
      input: {},
      approval,
    }
    expect(partsOf('assistant', denied)[1]?.parts).toEqual([
      { type: 'tool_result', id: 't1', name: 'buy', result: 'Too dear.', isError: true },
    ])
  })

  test('unknown kinds stay', () => {
    const strange = { type: 'hologram', size: 3 }
    expect(partsOf('assistant', { type: 'text', text: 'Look:' }, strange)).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Look:' },
          { type: 'other', kind: 'hologram', value: strange },
        ],
      },
    ])
  })

  test('data that a page has before the first step goes with it', () => {
    const data = { type: 'data-map', data: 1 }
    expect(partsOf('assistant', data, { type: 'step-start' }, { type: 'text', text: 'Hi' })).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'other', kind: 'data-map', value: data },
          { type: 'text', text: 'Hi' },
        ],
      },
    ])
  })
})

test('messages as models of the AI SDK get them', () => {
  const asked = read({
    chatId: 'c1',
    messages: [
      { role: 'user', content: 'Where is it?' },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'find', input: { q: 1 } }] },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 't1', toolName: 'find', output: { type: 'text', value: 'Here.' } },
        ],
      },
    ],
  })
  expect(asked).toMatchObject({ form: 'model-messages', model: '', labels: { conversationId: 'c1' } })
  expect(asked.request().messages).toEqual([
    { role: 'user', parts: [{ type: 'text', text: 'Where is it?' }] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'find', arguments: { q: 1 } }] },
    { role: 'tool', parts: [{ type: 'tool_result', id: 't1', name: 'find', result: 'Here.' }] },
  ])
})
