import { describe, expect, test } from 'vitest'
import type { Part } from '../../../../src/core/message.ts'
import { answered, called, partsOf, response, said, USAGE } from './support.ts'

describe('what a model made', () => {
  const search = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } }
  const image = { type: 'image_generation_call', id: 'ig_1', status: 'completed', revised_prompt: 'a cat' }
  const command = { type: 'exec', command: ['ls'], env: {} }

  const cases: { readonly [name: string]: readonly [item: object, parts: readonly Part[]] } = {
    text: [said('Hi'), [{ type: 'text', text: 'Hi' }]],
    'a text that cites': [
      said('See', [
        { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 1 },
        { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 1, end_index: 2 },
        { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 0 },
      ]),
      [
        { type: 'text', text: 'See' },
        { type: 'source', uri: 'https://a.example', title: 'A' },
        { type: 'source', id: 'file-1', title: 'a.pdf' },
      ],
    ],
    'a refusal': [
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      [{ type: 'other', kind: 'refusal', value: 'No.' }],
    ],
    'thoughts in several summaries': [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: ['Hm.', 'So.'].map((text) => ({ type: 'summary_text', text })),
        encrypted_content: 'sealed',
      },
      [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'reasoning', text: 'So.', signature: 'sealed' },
      ],
    ],
    'thoughts themselves': [
      { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
      [{ type: 'reasoning', text: 'Hm.' }],
    ],
    'thoughts that are sealed': [
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' },
      [{ type: 'reasoning', text: '', signature: 'sealed' }],
    ],
    'thoughts of which nothing is said': [{ type: 'reasoning', id: 'rs_1', summary: [] }, []],
    'a function call': [
      called('weather', '{"city":"Paris"}'),
      [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } }],
    ],
    'a function call with malformed arguments': [
      called('weather', '{"city": "Par'),
      [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: {}, argumentsRaw: '{"city": "Par' }],
    ],
    'a custom tool call': [
      { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c1', name: 'query', input: 'select 1' },
      [{ type: 'tool_call', id: 'c1', name: 'query', arguments: {}, argumentsRaw: 'select 1' }],
    ],
    'a command for the shell of the app': [
      { type: 'local_shell_call', id: 'lsh_1', call_id: 'c1', action: command, status: 'completed' },
      [{ type: 'tool_call', id: 'c1', name: 'local_shell', arguments: { action: command } }],
    ],
    'a search of the provider': [search, [{ type: 'other', kind: 'web_search_call', value: search }]],
    'an image': [
      { ...image, result: 'iVBORw0KGgo=', output_format: 'png' },
      [
        { type: 'other', kind: 'image_generation_call', value: { ...image, output_format: 'png' } },
        { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,iVBORw0KGgo=' },
      ],
    ],
  }

  test.for(Object.entries(cases))('%s', ([, [item, parts]]) => {
    const outcome = answered(response([item]))
    expect(outcome.status).toBe('ok')
    expect(partsOf(outcome)).toEqual(parts)
  })

  test('all items are one message, in their order', () => {
    const { response: recorded } = answered(response([said('Let me look.'), called('now', ''), said('Wait.')]))
    expect(recorded?.messages).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_call', id: 'c1', name: 'now', arguments: {} },
          { type: 'text', text: 'Wait.' },
        ],
      },
    ])
  })
})

describe('how it ended', () => {
  test.for([
    ['completed', {}, 'ok', { finishReason: 'stop' }],
    [
      'incomplete',
      { reason: 'max_output_tokens' },
      'ok',
      { finishReason: 'length', finishReasonRaw: 'max_output_tokens' },
    ],
    ['incomplete', { reason: 'content_filter' }, 'ok', { finishReason: 'content_filter' }],
    ['incomplete', { reason: 'steered' }, 'ok', { finishReason: 'other', finishReasonRaw: 'steered' }],
    ['cancelled', null, 'aborted', {}],
    ['in_progress', null, 'interrupted', {}],
    ['queued', null, 'interrupted', {}],
  ] as const)('%s %j', ([status, incomplete_details, recorded, finish]) => {
    const outcome = answered(response([said('Hi')], { status, incomplete_details }))
    const { id, messages, ...rest } = outcome.response ?? { messages: [] }
    expect({ status: outcome.status, id, rest }).toEqual({ status: recorded, id: 'resp_1', rest: finish })
    expect(messages).toHaveLength(1)
  })

  test('cancelled, it says why', () => {
    expect(answered(response([], { status: 'cancelled' })).error).toMatchObject({ name: 'AbortError' })
  })

  test('with a tool call', () => {
    expect(answered(response([called('now', '{}')])).response).toMatchObject({ finishReason: 'tool_call' })
  })

  test('failed, with the words of the provider and what came before', () => {
    const error = { code: 'server_error', message: 'it broke' }
    const outcome = answered(response([said('H')], { status: 'failed', error }))
    expect(outcome).toMatchObject({ status: 'error', error: { message: 'it broke', code: 'server_error' } })
    expect(partsOf(outcome)).toEqual([{ type: 'text', text: 'H' }])
  })

  test('ids, model and tokens', () => {
    const outcome = answered(response([said('Hi')]))
    expect(outcome).toMatchObject({ respondedModel: 'm-2026', response: { id: 'resp_1' } })
    expect(outcome.usage).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 15,
      cacheReadTokens: 4,
      cacheWriteTokens: 2,
      reasoningTokens: 3,
      raw: USAGE,
    })
    expect(answered(response([], { usage: null })).usage).toBeUndefined()
  })
})

test.for([
  ['an error with status 200', { error: { message: 'no credits', type: 'billing' } }, 'no credits'],
  ['an HTML page', '<html><body>Bad Gateway', '<html><body>Bad Gateway'],
  ['an empty body', '', 'empty'],
  ['JSON of another kind', { choices: [] }, 'object'],
] as const)('%s is no answer', ([, answer, message]) => {
  const { status, error, response: recorded } = answered(answer)
  expect(status).toBe('error')
  expect(error).toMatchObject({ message: expect.stringContaining(message) })
  expect(recorded?.messages ?? []).toEqual([])
})
