import { describe, expect, test } from 'vitest'
import { readRequest, type RouteRequest } from '../../../../src/adapters/chat-route/requests/index.ts'
import type { Message } from '../../../../src/core/message.ts'

const user = { role: 'user', content: 'Hi' }
const hi: Message = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }
const add = { type: 'function', function: { name: 'add', arguments: { a: 1 } } }

function read(body: unknown): RouteRequest {
  const asked = readRequest(body)
  if (asked === undefined) throw new Error('is no chat request')
  return asked
}

const forms: { readonly [form: string]: readonly object[] } = {
  'openai-chat': [
    { messages: [user] },
    { model: 'gpt-5-mini', messages: [user], stream: true, max_tokens: 100 },
    { messages: [{ role: 'developer', content: 'Be kind.' }, user] },
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    { messages: [user], system: 'Be kind.', model: 'm', tools: [], tool_choice: 'auto', ...toolHistory('{"a":1}') },
    { model: 'gpt-3.5-turbo-instruct', prompt: 'Hi', max_tokens: 5 },
    { model: 'gpt-3.5-turbo-instruct', prompt: ['Hi', 'Ho'], temperature: 0 },
  ],
  'anthropic-messages': [
    { model: 'claude-opus-4-5', max_tokens: 100, system: 'Be kind.', messages: [user] },
    { system: [{ type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } }], messages: [user] },
    { anthropic_version: 'bedrock-2023-05-31', max_tokens: 10, messages: [user] },
    { messages: [{ role: 'user', content: [image] }] },
    { messages: [user], tools: [{ name: 'add', input_schema: { type: 'object' } }] },
    {
      messages: [
        user,
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'add', input: { a: 1 } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '2' }] },
      ],
    },
  ],
  ollama: [
    { model: 'llama3.2', messages: [user], options: { temperature: 0 } },
    { model: 'llama3.2', messages: [user], keep_alive: '5m' },
    { model: 'qwen3', messages: [user], think: true },
    { messages: [{ role: 'user', content: 'What is it?', images: ['iVBORw0KGgo='] }] },
    { messages: [user, { role: 'assistant', content: '', tool_calls: [add] }, { role: 'tool', content: '2' }] },
    { messages: [user, { role: 'assistant', content: 'Ho', thinking: 'A greeting.' }] },
    { model: 'llama3.2', prompt: 'Hi', system: 'Be kind.', options: {} },
  ],
  'openai-responses': [
    { model: 'gpt-5-mini', input: 'Hi' },
    { model: 'my-model', input: 'Hi', instructions: 'Be kind.' },
    { input: [user], stream: true },
    { model: 'gpt-5-mini', input: [{ type: 'function_call_output', call_id: 't1', output: '2' }] },
    { input: 'And now?', previous_response_id: 'resp_1' },
    { prompt: { id: 'pmpt_1', version: '2' } },
  ],
  prompt: [{ prompt: 'Hi' }, { prompt: 'Hi', model: 'shop-1' }, { prompt: 'Hi', system: 'Be kind.', chatId: 'c1' }],
}

function toolHistory(args: string): object {
  const call = { id: 't1', type: 'function', function: { name: 'add', arguments: args } }
  return { messages: [user, { role: 'assistant', content: null, tool_calls: [call] }, { role: 'tool', content: '2' }] }
}

describe('the form is told by the body', () => {
  const cases = Object.entries(forms).flatMap(([form, bodies]) => bodies.map((body) => ({ form, body })))
  test.each(cases)('$form: $body', ({ form, body }) => {
    const asked = read(body)
    expect(asked.form).toBe(form)
    expect(asked.request().messages.length).toBeGreaterThan(form === 'openai-responses' ? -1 : 0)
  })
})

describe('what is read', () => {
  test('of OpenAI: settings, ids, and nothing else', () => {
    const body = {
      model: 'gpt-5-mini',
      messages: [user],
      temperature: 0.2,
      user: 'u1',
      conversationId: 'c1',
      apiKey: 'sk-secret',
      email: 'ada@example.com',
    }
    const { model, labels, request, provider } = read(body)
    expect({ model, labels, provider }).toEqual({
      model: 'gpt-5-mini',
      labels: { conversationId: 'c1', userId: 'u1' },
      provider: undefined,
    })
    expect(request()).toEqual({ messages: [hi], params: { temperature: 0.2 } })
  })

  test('of Anthropic: the system text in front, tool results as messages of their own', () => {
    const { provider, labels, request } = read({
      model: 'claude-opus-4-5',
      max_tokens: 100,
      system: 'Be kind.',
      metadata: { user_id: 'u1', thread_id: 't1' },
      messages: [user, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '2' }] }],
    })
    expect({ provider, labels }).toEqual({ provider: 'anthropic', labels: { userId: 'u1', conversationId: 't1' } })
    expect(request()).toEqual({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
        hi,
        { role: 'tool', parts: [{ type: 'tool_result', id: 't1', result: '2' }] },
      ],
      params: { maxOutputTokens: 100 },
    })
  })

  test('a system text alone does not make it Anthropic', () => {
    const asked = read({ system: 'Be kind.', messages: [user], model: 'llama3.2' })
    expect(asked).not.toHaveProperty('provider')
    expect(asked.request().messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  test('of Ollama: calls get ids', () => {
    const asked = read(forms['ollama']?.[4])
    expect(asked.provider).toBe('ollama')
    expect(asked.request().messages.slice(1)).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_0', name: 'add', arguments: { a: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_0', result: '2' }] },
    ])
  })

  test('of responses: the conversation that the server keeps', () => {
    const { labels, request } = read({ model: 'gpt-5-mini', input: 'Hi', conversation: { id: 'conv_1' } })
    expect(labels).toEqual({ conversationId: 'conv_1' })
    expect(request()).toEqual({ messages: [hi] })
  })

  test('of a prompt', () => {
    const { labels, model, request } = read({ prompt: 'Hi', system: 'Be kind.', chatId: 'c1', cookie: 'secret' })
    expect({ labels, model }).toEqual({ labels: { conversationId: 'c1' }, model: '' })
    expect(request()).toEqual({ messages: [{ role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] }, hi] })
  })

  test('one message alone', () => {
    const asked = read({ message: user, conversationId: 'c1' })
    expect(asked.labels).toEqual({ conversationId: 'c1' })
    expect(asked.request().messages).toEqual([hi])
  })

  test('a copy: the body may change', () => {
    const body = { messages: [{ role: 'user', content: 'Hi' }] }
    const { messages } = read(body).request()
    body.messages[0] = { role: 'user', content: 'changed' }
    expect(messages).toEqual([hi])
  })
})
