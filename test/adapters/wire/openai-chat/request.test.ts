import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import type { GenerationRequest } from '../../../../src/core/generation.ts'
import type { Message } from '../../../../src/core/message.ts'

function requestOf(body: object): GenerationRequest {
  return openaiChat.exchange(body).request()
}

const png = 'data:image/png;base64,iVBORw0KGgo='

describe('messages', () => {
  const cases: { readonly [name: string]: readonly [sent: object, recorded: Message] } = {
    'a system message': [
      { role: 'system', content: 'Be kind.' },
      { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
    ],
    'a developer message of several texts': [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be kind.' },
          { type: 'text', text: 'Be brief.' },
        ],
      },
      {
        role: 'developer',
        parts: [
          { type: 'text', text: 'Be kind.' },
          { type: 'text', text: 'Be brief.' },
        ],
      },
    ],
    'a named user': [
      { role: 'user', name: 'ada', content: 'Hi' },
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }], name: 'ada' },
    ],
    'an empty text': [
      { role: 'user', content: '' },
      { role: 'user', parts: [] },
    ],
    'images by address and as data': [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://img.example/a.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: png } },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'image/*', uri: 'https://img.example/a.png' },
          { type: 'file', mediaType: 'image/png', uri: png },
        ],
      },
    ],
    sound: [
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } }] },
      { role: 'user', parts: [{ type: 'file', mediaType: 'audio/mpeg', uri: 'data:audio/mpeg;base64,AAAA' }] },
    ],
    'files by id, as data, and as bare base64': [
      {
        role: 'user',
        content: [
          { type: 'file', file: { file_id: 'file-1' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERg==', filename: 'a.pdf' } },
          { type: 'file', file: { file_data: 'JVBERg==', filename: 'b.pdf' } },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'application/octet-stream', fileId: 'file-1' },
          {
            type: 'file',
            mediaType: 'application/pdf',
            uri: 'data:application/pdf;base64,JVBERg==',
            filename: 'a.pdf',
          },
          {
            type: 'file',
            mediaType: 'application/pdf',
            uri: 'data:application/pdf;base64,JVBERg==',
            filename: 'b.pdf',
          },
        ],
      },
    ],
    'a part of an unknown kind': [
      { role: 'user', content: [{ type: 'hologram', depth: 3 }] },
      { role: 'user', parts: [{ type: 'other', kind: 'hologram', value: { type: 'hologram', depth: 3 } }] },
    ],
    'an answer with text and tool calls': [
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
          { id: 'c2', type: 'custom', custom: { name: 'query', input: 'select 1' } },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } },
          { type: 'tool_call', id: 'c2', name: 'query', arguments: {}, argumentsRaw: 'select 1' },
        ],
      },
    ],
    'an answer with thoughts of a compatible server': [
      { role: 'assistant', content: 'Yes', reasoning_content: 'Hm.' },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Yes' },
        ],
      },
    ],
    'refusals, as a field and as a part': [
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }], refusal: 'Never.' },
      {
        role: 'assistant',
        parts: [
          { type: 'other', kind: 'refusal', value: 'No.' },
          { type: 'other', kind: 'refusal', value: 'Never.' },
        ],
      },
    ],
    'an answer that was spoken': [
      { role: 'assistant', content: null, audio: { id: 'audio_1' } },
      { role: 'assistant', parts: [{ type: 'file', mediaType: 'audio/*', fileId: 'audio_1' }] },
    ],
    'a tool result': [
      { role: 'tool', tool_call_id: 'c1', content: '{"degrees":21}' },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: '{"degrees":21}' }] },
    ],
    'a tool result in pieces, with the name of the tool': [
      {
        role: 'tool',
        tool_call_id: 'c1',
        name: 'weather',
        content: [
          { type: 'text', text: '21' },
          { type: 'text', text: '°' },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', name: 'weather', result: '21°' }] },
    ],
  }

  test.for(Object.entries(cases))('%s', ([, [sent, recorded]]) => {
    expect(requestOf({ model: 'm', messages: [sent] }).messages).toEqual([recorded])
  })

  test('old function calls and their results get ids by which they belong together', () => {
    const { messages } = requestOf({
      model: 'm',
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{}' } },
        { role: 'function', name: 'weather', content: '21°' },
        { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{"city":' } },
        { role: 'function', name: 'weather', content: null },
      ],
    })
    expect(messages.slice(1)).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_0', name: 'weather', arguments: {} }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_0', name: 'weather', result: '21°' }] },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: {}, argumentsRaw: '{"city":' }],
      },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'call_1', name: 'weather', result: '' }] },
    ])
  })

  test('what is no list of messages is no message', () => {
    expect(requestOf({ model: 'm', messages: 'Hello' }).messages).toEqual([])
    expect(requestOf({ model: 'm', messages: [null, 7, 'x'] }).messages).toHaveLength(3)
  })
})

describe('text completions', () => {
  test.for([
    ['a text', 'Once upon', [{ type: 'text', text: 'Once upon' }]],
    ['a list of one text', ['Once upon'], [{ type: 'text', text: 'Once upon' }]],
    ['several texts', ['Once', 'Twice'], [{ type: 'other', kind: 'prompt', value: ['Once', 'Twice'] }]],
    ['tokens', [1, 2], [{ type: 'other', kind: 'prompt', value: [1, 2] }]],
    ['nothing', null, []],
  ] as const)('%s as prompt', ([, prompt, parts]) => {
    const exchange = openaiChat.exchange({ model: 'm', prompt, suffix: 'end', max_tokens: 5 })
    const { messages, params } = exchange.request()
    expect(exchange.operation).toBe('completion')
    expect(messages.flatMap((message) => message.parts)).toEqual(parts)
    expect(messages.every(({ role }) => role === 'user')).toBe(true)
    expect(params).toEqual({ suffix: 'end', maxOutputTokens: 5 })
  })
})

test('the copy is taken once: what the app changes afterwards is not in it', () => {
  const message = { role: 'user', content: [{ type: 'hologram', depth: 1 }] }
  const body = { model: 'm', messages: [message], temperature: 0 }
  const { messages, params } = requestOf(body)
  const before = structuredClone({ messages, params })
  message.content.push({ type: 'hologram', depth: 2 })
  for (const part of message.content) part.depth = 9
  body.messages.length = 0
  expect({ messages, params }).toEqual(before)
})

test('which requests it knows', () => {
  const messages = [{ role: 'user', content: 'Hi' }]
  const chat = { model: 'm', messages }
  expect(openaiChat.recognises('/v1/chat/completions', chat)).toBe(true)
  expect(openaiChat.recognises('/openai/deployments/d/chat/completions', { messages })).toBe(true)
  expect(openaiChat.recognises('/v1/completions', { model: 'm', prompt: 'Hi' })).toBe(true)
  expect(openaiChat.recognises('/openai/deployments/d/completions', { prompt: 'Hi' })).toBe(true)
  expect(openaiChat.recognises('/v1/chat/completions', 'text')).toBe(false)
  expect(openaiChat.recognises('/v1/chat/completions/chatcmpl-1', chat)).toBe(false)
  expect(openaiChat.recognises('/v1/embeddings', { model: 'm', input: 'Hi' })).toBe(false)
})

test('services of other kinds have paths and fields of these names, too', () => {
  expect(openaiChat.recognises('/completions', { prompt: 'the word to complete' })).toBe(false)
  expect(openaiChat.recognises('/chat/completions', { messages: [{ role: 'user', content: 'Hi' }] })).toBe(false)
  expect(openaiChat.recognises('/chat/completions', { model: 'm', messages: [{ to: '+1', text: 'Hi' }] })).toBe(false)
  expect(openaiChat.recognises('/chat/completions', { model: 7, messages: [] })).toBe(false)
})
