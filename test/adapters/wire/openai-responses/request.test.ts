import { describe, expect, test } from 'vitest'
import { openaiResponses } from '../../../../src/adapters/wire/openai-responses/index.ts'
import type { Message } from '../../../../src/core/message.ts'
import { answered, called, partsOf, requestOf, response, said } from './support.ts'

const png = 'data:image/png;base64,iVBORw0KGgo='

function messagesOf(...input: readonly object[]): readonly Message[] {
  return requestOf({ model: 'm', input }).messages
}

describe('input', () => {
  const cases: { readonly [name: string]: readonly [sent: object, recorded: Message] } = {
    'a message in its short form': [
      { role: 'user', content: 'Hi' },
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    ],
    'a developer message': [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be kind.' }] },
      { role: 'developer', parts: [{ type: 'text', text: 'Be kind.' }] },
    ],
    'images by address, as data and by id': [
      {
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'https://img.example/a.png', detail: 'auto' },
          { type: 'input_image', image_url: png, detail: 'auto' },
          { type: 'input_image', file_id: 'file-1', detail: 'auto' },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'image/*', uri: 'https://img.example/a.png' },
          { type: 'file', mediaType: 'image/png', uri: png },
          { type: 'file', mediaType: 'image/*', fileId: 'file-1' },
        ],
      },
    ],
    'files and sound': [
      {
        role: 'user',
        content: [
          { type: 'input_file', file_url: 'https://docs.example/a.pdf', filename: 'a.pdf' },
          { type: 'input_file', file_data: 'data:text/plain;base64,SGk=' },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'application/pdf', uri: 'https://docs.example/a.pdf', filename: 'a.pdf' },
          { type: 'file', mediaType: 'text/plain', uri: 'data:text/plain;base64,SGk=' },
          { type: 'file', mediaType: 'audio/wav', uri: 'data:audio/wav;base64,AAAA' },
        ],
      },
    ],
    'what a function answered': [
      { type: 'function_call_output', call_id: 'c1', output: '21°' },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: '21°' }] },
    ],
    'what a function answered in parts': [
      { type: 'custom_tool_call_output', call_id: 'c1', output: [{ type: 'input_text', text: '21°' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: '21°' }] },
    ],
    'what a shell answered': [
      { type: 'shell_call_output', call_id: 'c1', output: [{ stdout: 'a', stderr: '' }] },
      {
        role: 'tool',
        parts: [{ type: 'tool_result', id: 'c1', name: 'shell', result: [{ stdout: 'a', stderr: '' }] }],
      },
    ],
    'a yes to a remote tool': [
      { type: 'mcp_approval_response', approval_request_id: 'a1', approve: true },
      {
        role: 'tool',
        parts: [
          {
            type: 'other',
            kind: 'mcp_approval_response',
            value: { type: 'mcp_approval_response', approval_request_id: 'a1', approve: true },
          },
        ],
      },
    ],
    'a reference to what the server keeps': [
      { id: 'msg_1' },
      { role: 'assistant', parts: [{ type: 'other', kind: 'item_reference', value: { id: 'msg_1' } }] },
    ],
    'a part of an unknown kind': [
      { role: 'user', content: [{ type: 'hologram', depth: 3 }] },
      { role: 'user', parts: [{ type: 'other', kind: 'hologram', value: { type: 'hologram', depth: 3 } }] },
    ],
  }

  test.for(Object.entries(cases))('%s', ([, [sent, recorded]]) => {
    expect(messagesOf(sent)).toEqual([recorded])
  })

  test('a text, with instructions in front', () => {
    const { messages } = requestOf({ model: 'm', instructions: 'Be kind.', input: 'Hi' })
    expect(messages).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    ])
  })

  test('an answer that is sent back is the message that it was when it came', () => {
    const output = [
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'sealed' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } },
      said('Let me look.'),
      called('weather', '{"city":"Paris"}'),
      called('weather', '{"city":"Rome"}', 'c2'),
    ]
    const results = ['c1', 'c2'].map((call_id) => ({ type: 'function_call_output', call_id, output: 'sun' }))
    const [question, answer, ...tools] = messagesOf({ role: 'user', content: 'Weather?' }, ...output, ...results)
    expect(question?.role).toBe('user')
    expect(answer).toEqual({ role: 'assistant', parts: partsOf(answered(response(output))) })
    expect(tools.map(({ role }) => role)).toEqual(['tool', 'tool'])
  })

  test('answers with a question or a result between them are messages of their own', () => {
    const question = { role: 'user', content: 'Weather?' }
    const result = { type: 'function_call_output', call_id: 'c1', output: 'sun' }
    const messages = messagesOf(question, called('weather', '{}'), result, said('Sun.'), question, said('Still sun.'))
    expect(messages.map(({ role, parts }) => [role, parts.length])).toEqual([
      ['user', 1],
      ['assistant', 1],
      ['tool', 1],
      ['assistant', 1],
      ['user', 1],
      ['assistant', 1],
    ])
  })

  test('what is no list of items is no message', () => {
    expect(requestOf({ model: 'm' }).messages).toEqual([])
    expect(requestOf({ model: 'm', input: [null, 7, {}] }).messages).toHaveLength(1)
  })
})

test('settings by the names of the record', () => {
  const request = requestOf({
    model: 'm',
    input: 'Hi',
    temperature: 0,
    top_p: null,
    max_output_tokens: 9,
    parallel_tool_calls: true,
    reasoning: { effort: 'low', summary: 'auto' },
    text: { verbosity: 'high', format: { type: 'json_schema', name: 'a', schema: { type: 'object' }, strict: true } },
    tool_choice: 'required',
    previous_response_id: 'resp_0',
    metadata: { plan: 'pro' },
    safety_identifier: 'u1',
  })
  expect(request).toMatchObject({
    toolChoice: 'required',
    responseFormat: { type: 'json', schema: { type: 'object' } },
    previousResponseId: 'resp_0',
  })
  expect(request.params).toEqual({
    temperature: 0,
    maxOutputTokens: 9,
    parallelToolCalls: true,
    reasoning: 'low',
    verbosity: 'high',
  })
  expect(requestOf({ input: 'Hi', text: { format: { type: 'text' } } }).responseFormat).toEqual({ type: 'text' })
})

test('tools: functions, custom ones, and those of the provider without their credentials', () => {
  const schema = { type: 'object', properties: {} }
  const mcp = { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.example', require_approval: 'never' }
  const { tools } = requestOf({
    input: 'Hi',
    tools: [
      { type: 'function', name: 'weather', description: 'By city', parameters: schema, strict: true },
      { type: 'custom', name: 'query', format: { type: 'text' } },
      { type: 'web_search', search_context_size: 'low' },
      {
        ...mcp,
        server_url: 'https://ada:hush@mcp.example/sse?api_key=hush#hush',
        authorization: 'hush',
        headers: { 'x-key': 'hush' },
      },
      {
        type: 'code_interpreter',
        container: { type: 'auto', network_policy: { allowed_domains: ['a.example'], domain_secrets: ['hush'] } },
      },
    ],
  })
  expect(tools).toEqual([
    { name: 'weather', description: 'By city', parameters: schema },
    { name: 'query', kind: 'provider', parameters: { format: { type: 'text' } } },
    { name: 'web_search', kind: 'provider', parameters: { type: 'web_search', search_context_size: 'low' } },
    { name: 'docs', kind: 'provider', parameters: { ...mcp, server_url: 'https://mcp.example/sse' } },
    {
      name: 'code_interpreter',
      kind: 'provider',
      parameters: {
        type: 'code_interpreter',
        container: { type: 'auto', network_policy: { allowed_domains: ['a.example'] } },
      },
    },
  ])
})

test('the copy is taken once: what the app changes afterwards is not in it', () => {
  const item = { type: 'hologram', depth: { feet: 1 } }
  const body = { model: 'm', input: [item] }
  const { messages } = requestOf(body)
  const before = structuredClone(messages)
  item.depth.feet = 9
  body.input.length = 0
  expect(messages).toEqual(before)
})

test.for([
  [{ conversation: 'conv_1' }, { conversationId: 'conv_1' }],
  [{ conversation: { id: 'conv_1' } }, { conversationId: 'conv_1' }],
  [{ prompt: { id: 'pmpt_1', version: '2' } }, { promptId: 'pmpt_1', promptVersion: '2' }],
  [{ user: 'u1', safety_identifier: 's1' }, { userId: 'u1' }],
  [{ safety_identifier: 's1' }, { userId: 's1' }],
  [{ metadata: { a: 'b' }, prompt_cache_key: 'k1' }, {}],
])('of %j the labels are %j', ([body, labels]) => {
  expect(openaiResponses.exchange(body).labels).toEqual(labels)
})

test('which requests it knows', () => {
  expect(openaiResponses.recognises('/v1/responses', { model: 'm', input: 'Hi' })).toBe(true)
  expect(openaiResponses.recognises('/v1/responses', { model: 'm', previous_response_id: 'resp_1' })).toBe(true)
  expect(openaiResponses.recognises('/openai/v1/responses', { prompt: { id: 'p' } })).toBe(true)
  expect(openaiResponses.recognises('/v1/responses/resp_1/cancel', {})).toBe(false)
  expect(openaiResponses.recognises('/v1/responses/compact', { model: 'm', input: 'Hi' })).toBe(false)
  expect(openaiResponses.recognises('/v1/responses', 'text')).toBe(false)
})

test('services that collect answers have paths and fields of these names, too', () => {
  for (const answer of [{ input: 'yes' }, { answers: [] }, { prompt: 'Are you well?' }, { model: 'Tesla 3' }])
    expect(openaiResponses.recognises('/forms/1/responses', answer), JSON.stringify(answer)).toBe(false)
})
