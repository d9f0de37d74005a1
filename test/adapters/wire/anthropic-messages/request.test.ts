import type Anthropic from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../../../src/adapters/wire/anthropic-messages/index.ts'
import type { GenerationRequest } from '../../../../src/core/generation.ts'

type Body = Anthropic.MessageCreateParams
type Beta = Anthropic.Beta.MessageCreateParams
type Content = Anthropic.MessageParam['content']

const BASE = { model: 'claude-haiku-5-5', max_tokens: 100 }

function requestOf(body: Partial<Body> | Partial<Beta>): GenerationRequest {
  return anthropicMessages.exchange({ ...BASE, messages: [], ...body }).request()
}

function messagesOf(content: Content, role: 'user' | 'assistant' = 'user'): GenerationRequest['messages'] {
  return requestOf({ messages: [{ role, content }] }).messages
}

describe('messages', () => {
  test('the system text comes first, as text or as blocks', () => {
    const hello = { role: 'user', content: 'Hello' } as const
    const user = { role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
    expect(requestOf({ system: 'Be kind.', messages: [hello] }).messages).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
      user,
    ])
    const blocks = [
      { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: ' Be brief.' },
    ] as const
    expect(requestOf({ system: [...blocks], messages: [hello] }).messages[0]).toEqual({
      role: 'system',
      parts: [
        { type: 'text', text: 'Be kind.' },
        { type: 'text', text: ' Be brief.' },
      ],
    })
    expect(requestOf({ system: '', messages: [hello] }).messages).toEqual([user])
  })

  test('a system message may stand among the others', () => {
    const messages = [
      { role: 'user', content: 'Hello' },
      { role: 'system', content: 'Answer in French.' },
    ] as const
    expect(requestOf({ messages: [...messages] }).messages.map(({ role }) => role)).toEqual(['user', 'system'])
  })

  test('results of tools are messages of their own, in their place among the user’s words', () => {
    expect(
      messagesOf([
        { type: 'text', text: 'Here:' },
        { type: 'tool_result', tool_use_id: 't1', content: 'Sunny.' },
        { type: 'tool_result', tool_use_id: 't2', content: [{ type: 'text', text: 'No such city.' }], is_error: true },
        { type: 'tool_result', tool_use_id: 't3' },
        { type: 'text', text: 'And now?' },
      ]),
    ).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'Here:' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 't1', result: 'Sunny.' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 't2', result: 'No such city.', isError: true }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 't3', result: '' }] },
      { role: 'user', parts: [{ type: 'text', text: 'And now?' }] },
    ])
  })

  test('a result of several blocks keeps them', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } } as const
    const text = { type: 'text', text: 'A map:' } as const
    const content = [{ ...text, cache_control: { type: 'ephemeral' } as const }, image]
    expect(messagesOf([{ type: 'tool_result', tool_use_id: 't1', content }])).toEqual([
      { role: 'tool', parts: [{ type: 'tool_result', id: 't1', result: [text, image] }] },
    ])
  })

  test('an answer that is sent back keeps thoughts, their proof, and tool calls', () => {
    const redacted = { type: 'redacted_thinking', data: 'c2VjcmV0' } as const
    const parts = messagesOf(
      [
        { type: 'thinking', thinking: 'The user asks for the weather.', signature: 'c2ln' },
        { type: 'thinking', thinking: '', signature: 'YWxvbmU=' },
        redacted,
        { type: 'text', text: 'Let me see.' },
        { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Rome' } },
      ],
      'assistant',
    )[0]?.parts
    expect(parts).toEqual([
      { type: 'reasoning', text: 'The user asks for the weather.', signature: 'c2ln' },
      { type: 'reasoning', text: '', signature: 'YWxvbmU=' },
      { type: 'other', kind: 'redacted_thinking', value: redacted },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Rome' } },
    ])
  })

  test('what the provider ran itself, and blocks of unknown kinds, are kept as they were', () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } } as const
    const future = { type: 'hologram', cache_control: { type: 'ephemeral' }, light: [1, null] }
    const content = [search, { type: 'web_search_tool_result', tool_use_id: 's1', content: [] }, future]
    expect(messagesOf(content as Content, 'assistant')[0]?.parts).toEqual([
      { type: 'other', kind: 'server_tool_use', value: search },
      { type: 'other', kind: 'web_search_tool_result', value: content[1] },
      { type: 'other', kind: 'hologram', value: { type: 'hologram', light: [1, null] } },
    ])
  })

  test('what is no content at all leaves a message without parts', () => {
    for (const content of ['', [], [{ type: 'text', text: '' }], null, undefined, 7]) {
      expect(messagesOf(content as Content)).toEqual([{ role: 'user', parts: [] }])
    }
    expect(messagesOf([null, 'bare'] as never)).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'other', kind: 'unknown', value: null },
          { type: 'text', text: 'bare' },
        ],
      },
    ])
  })
})

test('the copy does not change with the request', () => {
  const input = { city: 'Rome' }
  const tools = [
    { name: 'weather', input_schema: { type: 'object' as const, properties: {} as Record<string, object> } },
  ]
  const body = {
    ...BASE,
    tools,
    messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'w', input }] }],
  }
  const request = anthropicMessages.exchange(body).request()
  input.city = 'Oslo'
  Object.assign(tools[0]?.input_schema.properties ?? {}, { city: {} })
  expect(JSON.stringify(request)).toContain('Rome')
  expect(request.tools).toEqual([{ name: 'weather', parameters: { type: 'object', properties: {} } }])
})

test('the path and a list of messages tell the protocol', () => {
  const messages = ['user', 'assistant', 'system'].map((role) => ({ role, content: 'Hello' }))
  const body = { ...BASE, messages }
  const known = ['/v1/messages', '/messages', '/anthropic/v1/messages', '/v1/messages/']
  const unknown = ['/v1/messages/count_tokens', '/v1/messages/batches', '/v1/chat/completions', '/v1/mymessages', '/']
  for (const path of known) expect(anthropicMessages.recognises(path, body), path).toBe(true)
  for (const path of unknown) expect(anthropicMessages.recognises(path, body), path).toBe(false)
  // A thread of another provider takes one message at a path that ends so too.
  expect(anthropicMessages.recognises('/v1/threads/t/messages', { role: 'user', content: 'Hello' })).toBe(false)
  for (const nothing of [undefined, null, 'text', []])
    expect(anthropicMessages.recognises('/v1/messages', nothing)).toBe(false)
  // What is wrong with this one, only its provider tells.
  expect(anthropicMessages.recognises('/v1/messages', { model: 'm', messages })).toBe(true)
})

test('services by which people are sent messages have paths and fields of these names, too', () => {
  const messages = [{ role: 'user', content: 'Hi' }]
  const foreign: readonly (readonly [path: string, body: object])[] = [
    ['/sms/3/messages', { messages: [{ sender: 'Shop', destinations: [{ to: '+49' }], content: { text: 'Hi' } }] }],
    ['/v1/messages', { messages: [{ to: '+1', text: 'Hi' }] }],
    ['/v1/messages', { ...BASE, messages: [{ to: '+1', text: 'Hi' }] }],
    ['/v1/messages', { ...BASE, messages: [{ role: 'customer', content: 'Hi' }] }],
    ['/v1/messages', { ...BASE, messages: ['Hi'] }],
    ['/v1/messages', { max_tokens: 9, messages }],
    ['/chat/messages', { model: 'm', messages }],
  ]
  for (const [path, body] of foreign) expect(anthropicMessages.recognises(path, body), JSON.stringify(body)).toBe(false)
})

test('what the exchange says of itself', () => {
  const exchange = anthropicMessages.exchange({ ...BASE, messages: [], stream: true, metadata: { user_id: 'u-7' } })
  expect(exchange).toMatchObject({
    provider: 'anthropic',
    operation: 'chat',
    stream: true,
    model: 'claude-haiku-5-5',
    labels: { userId: 'u-7' },
  })
  expect(anthropicMessages.exchange({})).toMatchObject({ model: '', stream: false })
  expect(anthropicMessages.exchange(undefined).request()).toEqual({ messages: [] })
})
