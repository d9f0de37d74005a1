import './support/no-tracing.ts'
import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  FunctionMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { expect, test } from 'vitest'
import { toMessage } from '../../../src/adapters/langchain/message.ts'
import { toOutcome } from '../../../src/adapters/langchain/outcome.ts'
import { copySettings } from '../../../src/adapters/langchain/settings.ts'

const PNG = 'data:image/png;base64,iVBORw0KGgo='

test('roles and names', () => {
  const developer = new SystemMessage({ content: 'a', additional_kwargs: { __openai_role__: 'developer' } })
  expect([new SystemMessage('a'), developer, new HumanMessage({ content: 'a', name: 'Kim' })].map(toMessage)).toEqual([
    { role: 'system', parts: [{ type: 'text', text: 'a' }] },
    { role: 'developer', parts: [{ type: 'text', text: 'a' }] },
    { role: 'user', name: 'Kim', parts: [{ type: 'text', text: 'a' }] },
  ])
  const roles = ['assistant', 'tool', 'developer', 'critic'].map((role) => toMessage(new ChatMessage('a', role)).role)
  expect(roles).toEqual(['assistant', 'tool', 'developer', 'user'])
})

test('tool results: text, blocks, errors, and those of functions', () => {
  const blocks = [
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ]
  const results = [
    new ToolMessage({ tool_call_id: 'c1', name: 'weather', content: 'sunny' }),
    new ToolMessage({ tool_call_id: 'c2', content: blocks, status: 'error' }),
    new ToolMessage({ tool_call_id: 'c3', content: [{ type: 'image_url', image_url: PNG }] }),
    new FunctionMessage({ name: 'old', content: 'x' }),
  ]
  expect(results.map((message) => toMessage(message).parts)).toEqual([
    [{ type: 'tool_result', id: 'c1', name: 'weather', result: 'sunny' }],
    [{ type: 'tool_result', id: 'c2', result: 'ab', isError: true }],
    [{ type: 'tool_result', id: 'c3', result: [{ type: 'image_url', image_url: PNG }] }],
    [{ type: 'tool_result', id: '', name: 'old', result: 'x' }],
  ])
})

test.each<[object, object]>([
  [
    { type: 'image_url', image_url: { url: PNG } },
    { mediaType: 'image/png', uri: PNG },
  ],
  [
    { type: 'image_url', image_url: 'https://a.example/x' },
    { mediaType: 'image/*', uri: 'https://a.example/x' },
  ],
  [
    { type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' },
    { mediaType: 'image/png', uri: PNG },
  ],
  [
    { type: 'image', mimeType: 'image/png', data: new Uint8Array([0]) },
    { mediaType: 'image/png', uri: 'data:image/png;base64,AA==' },
  ],
  [
    { type: 'image', source_type: 'base64', mime_type: 'image/png', data: 'iVBORw0KGgo=' },
    { mediaType: 'image/png', uri: PNG },
  ],
  [
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
    { mediaType: 'image/png', uri: PNG },
  ],
  [
    { type: 'file', fileId: 'f1', mimeType: 'text/csv' },
    { mediaType: 'text/csv', fileId: 'f1' },
  ],
  [
    { type: 'file', source_type: 'id', id: 'f2' },
    { mediaType: 'application/octet-stream', fileId: 'f2' },
  ],
  [
    { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
    { mediaType: 'application/pdf', uri: 'data:application/pdf;base64,AA==', filename: 'a.pdf' },
  ],
  [
    { type: 'text-plain', text: '50% #1' },
    { mediaType: 'text/plain', uri: 'data:text/plain,50%25 %231' },
  ],
  [
    { type: 'input_audio', input_audio: { format: 'wav', data: 'AA==' } },
    { mediaType: 'audio/wav', uri: 'data:audio/wav;base64,AA==' },
  ],
])('a file or image, as %o', (block, part) => {
  const { parts } = toMessage(new HumanMessage({ content: [{ type: 'text', text: 'Look:' }, block] as never }))
  expect(parts).toEqual([
    { type: 'text', text: 'Look:' },
    { type: 'file', ...part },
  ])
})

test('reasoning, in the content and beside it, with its signature', () => {
  const messages = [
    new AIMessage({ content: [{ type: 'reasoning', reasoning: 'hm' }] as never }),
    new AIMessage({ content: [{ type: 'thinking', thinking: 'hm', signature: 's' }] as never }),
    new AIMessage({ content: 'a', additional_kwargs: { reasoning_content: 'hm' } }),
    new AIMessage({ content: 'a', additional_kwargs: { reasoning: { summary: [{ text: 'h' }, { text: 'm' }] } } }),
  ]
  expect(messages.map((message) => toMessage(message).parts[0])).toEqual([
    { type: 'reasoning', text: 'hm' },
    { type: 'reasoning', text: 'hm', signature: 's' },
    { type: 'reasoning', text: 'hm' },
    { type: 'reasoning', text: 'h\nm' },
  ])
})

test('reasoning once, also where it stands in the content and beside it', () => {
  const content = [
    { type: 'reasoning', reasoning: 'hm' },
    { type: 'text', text: 'a' },
  ]
  const beside = { reasoning: { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] } }
  const parts = [
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: 'a' },
  ]
  expect(toMessage(new AIMessage({ content, additional_kwargs: beside })).parts).toEqual(parts)
})

test('a call of a function, as models made them before they called tools', () => {
  const called = { function_call: { name: 'weather', arguments: '{"city":"Rome"}' } }
  const call = { type: 'tool_call', id: '', name: 'weather', arguments: { city: 'Rome' } }
  expect(toMessage(new AIMessage({ content: '', additional_kwargs: called })).parts).toEqual([call])
  const calls = [{ id: 'c1', name: 'weather', args: { city: 'Rome' } }]
  const both = new AIMessage({ content: '', additional_kwargs: called, tool_calls: calls })
  expect(toMessage(both).parts).toEqual([{ ...call, id: 'c1' }])
})

test('tool calls once, also where the content repeats them; broken ones raw; the provider’s own marked', () => {
  const message = new AIMessage({
    content: [
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Rome' } },
      { type: 'server_tool_call', id: 's1', name: 'search', args: { query: 'q' } },
      { type: 'server_tool_call_result', toolCallId: 's1', status: 'success', output: ['hit'] },
    ] as never,
    tool_calls: [{ id: 'c1', name: 'weather', args: { city: 'Rome' } }],
    invalid_tool_calls: [{ id: 'c2', name: 'weather', args: '{"city', error: 'x' }],
  })
  expect(toMessage(message).parts).toEqual([
    { type: 'text', text: 'Let me see.' },
    { type: 'tool_call', id: 's1', name: 'search', arguments: { query: 'q' }, providerExecuted: true },
    { type: 'tool_result', id: 's1', result: ['hit'] },
    { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } },
    { type: 'tool_call', id: 'c2', name: 'weather', arguments: {}, argumentsRaw: '{"city' },
  ])
})

test('sources, refusals and unknown blocks are kept', () => {
  const content = [
    { type: 'text', text: 'See.', annotations: [{ type: 'citation', url: 'https://a.example', title: 'A' }] },
    { type: 'non_standard', value: { a: 1 } },
    { type: 'novel', b: 2 },
  ] as never
  expect(toMessage(new AIMessage({ content, additional_kwargs: { refusal: 'No.' } })).parts).toEqual([
    { type: 'text', text: 'See.' },
    { type: 'source', uri: 'https://a.example', title: 'A' },
    { type: 'other', kind: 'non_standard', value: { a: 1 } },
    { type: 'other', kind: 'novel', value: { type: 'novel', b: 2 } },
    { type: 'other', kind: 'refusal', value: 'No.' },
  ])
})

test.each([
  [{ finish_reason: 'length' }, 'length', undefined],
  [{ stop_reason: 'end_turn' }, 'stop', 'end_turn'],
  [{ stop_reason: 'max_tokens' }, 'length', 'max_tokens'],
  [{ done_reason: 'stop' }, 'stop', undefined],
  [{ finishReason: 'SAFETY' }, 'content_filter', 'SAFETY'],
  [{ status: 'completed' }, 'stop', 'completed'],
  [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length', 'max_output_tokens'],
  [{ finish_reason: 'novel' }, 'other', 'novel'],
])('the end of an answer, as %o', (response_metadata, finishReason, finishReasonRaw) => {
  const message = new AIMessage({ content: 'a', response_metadata })
  const { response } = toOutcome({ generations: [[{ message }]] }, false)
  expect([response?.finishReason, response?.finishReasonRaw]).toEqual([finishReason, finishReasonRaw])
})

test('usage, and an answer of OpenAI that says no end', () => {
  const usage_metadata = {
    input_tokens: 1,
    output_tokens: 2,
    total_tokens: 3,
    input_token_details: { cache_read: 4, cache_creation: 5 },
    output_token_details: { reasoning: 6 },
  }
  const message = new AIMessageChunk({
    content: 'a',
    usage_metadata,
    response_metadata: { model_provider: 'openai' },
  } as never)
  expect(toOutcome({ generations: [[{ message }]] }, false)).toMatchObject({
    status: 'interrupted',
    usage: {
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 3,
      cacheReadTokens: 4,
      cacheWriteTokens: 5,
      reasoningTokens: 6,
    },
  })
})

test('settings and tools, in the words of each provider', () => {
  const schema = { type: 'object' }
  const invocation_params = {
    max_completion_tokens: 9,
    reasoning_effort: 'low',
    top_p: 0.5,
    apiKey: 'secret',
    options: { num_ctx: 8, num_predict: undefined },
    text: { format: { type: 'json_schema', name: 'x', schema } },
    tools: [
      { name: 'a', description: 'A.', input_schema: schema },
      { type: 'function', name: 'b', parameters: schema },
      { functionDeclarations: [{ name: 'c', parameters: schema }] },
      { type: 'mcp', headers: { authorization: 'secret' } },
    ],
  }
  expect(copySettings({ invocation_params, options: { temperature: 1 } })).toEqual({
    params: { temperature: 1, maxOutputTokens: 9, reasoning: 'low', topP: 0.5, contextTokens: 8 },
    responseFormat: { type: 'json', schema },
    tools: [
      { name: 'a', description: 'A.', parameters: schema },
      { name: 'b', parameters: schema },
      { name: 'c', parameters: schema },
      { name: 'mcp', kind: 'provider' },
    ],
  })
})
