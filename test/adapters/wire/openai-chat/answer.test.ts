import { describe, expect, test } from 'vitest'
import type { Part } from '../../../../src/core/message.ts'
import { answered, completion, HELLO, partsOf } from './support.ts'

describe('what a model said', () => {
  const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
  const recordedCall = { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } } as const
  const cited = {
    type: 'url_citation',
    url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 1 },
  }

  const cases: { readonly [name: string]: readonly [message: object, parts: readonly Part[]] } = {
    text: [{ content: 'Hi' }, [{ type: 'text', text: 'Hi' }]],
    nothing: [{ content: null }, []],
    'text and tool calls': [
      { content: 'Let me look.', tool_calls: [call] },
      [{ type: 'text', text: 'Let me look.' }, recordedCall],
    ],
    'a tool call with malformed arguments': [
      { content: null, tool_calls: [{ ...call, function: { name: 'weather', arguments: '{"city": "Par' } }] },
      [{ ...recordedCall, arguments: {}, argumentsRaw: '{"city": "Par' }],
    ],
    'a tool call whose arguments came parsed': [
      { content: null, tool_calls: [{ ...call, function: { name: 'weather', arguments: { city: 'Paris' } } }] },
      [recordedCall],
    ],
    'tool calls without ids': [
      {
        content: null,
        tool_calls: [
          { ...call, id: undefined },
          { ...call, id: '' },
        ],
      },
      [
        { ...recordedCall, id: 'call_0' },
        { ...recordedCall, id: 'call_1' },
      ],
    ],
    'a custom tool call': [
      { content: null, tool_calls: [{ id: 'c2', type: 'custom', custom: { name: 'query', input: 'select 1' } }] },
      [{ type: 'tool_call', id: 'c2', name: 'query', arguments: {}, argumentsRaw: 'select 1' }],
    ],
    'an old function call': [
      { content: null, function_call: { name: 'now', arguments: '{}' } },
      [{ type: 'tool_call', id: 'call_0', name: 'now', arguments: {} }],
    ],
    'a refusal': [{ content: null, refusal: 'No.' }, [{ type: 'other', kind: 'refusal', value: 'No.' }]],
    'thoughts by both names that servers give them': [
      { content: 'Yes', reasoning_content: 'Hm.', reasoning: 'Hm.' },
      [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Yes' },
      ],
    ],
    'thoughts that servers put elsewhere': [
      { content: 'Yes', reasoning_text: 'Hm.' },
      [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Yes' },
      ],
    ],
    'thoughts in details alone': [
      {
        content: '',
        reasoning_details: [{ text: 'H' }, { summary: 'm.' }, { type: 'reasoning.encrypted', data: 'x' }],
      },
      [{ type: 'reasoning', text: 'Hm.', signature: 'x' }],
    ],
    'thoughts with the proof of the provider': [
      { content: '', reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'sig' }] },
      [{ type: 'reasoning', text: 'Hm.', signature: 'sig' }],
    ],
    'thoughts among the parts': [
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Yes' },
        ],
      },
      [
        { type: 'reasoning', text: 'Hm.' },
        { type: 'text', text: 'Yes' },
      ],
    ],
    'sources, each once': [
      { content: 'See', annotations: [cited, cited] },
      [
        { type: 'text', text: 'See' },
        { type: 'source', uri: 'https://a.example', title: 'A' },
      ],
    ],
    sound: [
      { content: null, audio: { id: 'audio_1', data: 'AAAA', transcript: 'Hi', expires_at: 1 } },
      [
        { type: 'text', text: 'Hi' },
        { type: 'file', mediaType: 'audio/wav', uri: 'data:audio/wav;base64,AAAA', fileId: 'audio_1' },
      ],
    ],
  }

  test.for(Object.entries(cases))('%s', ([, [message, parts]]) => {
    const outcome = answered(completion(message), { ...HELLO, audio: { format: 'wav', voice: 'alloy' } })
    expect(outcome.status).toBe('ok')
    expect(partsOf(outcome)).toEqual(parts)
    expect(outcome.response?.messages).toHaveLength(parts.length === 0 ? 0 : 1)
  })

  test('ids that are made up count on behind the calls of the history', () => {
    const function_call = { name: 'now', arguments: '{}' }
    const messages = [...HELLO.messages, { role: 'assistant', function_call }, { role: 'function', name: 'now' }]
    const outcome = answered(completion({ function_call }), { ...HELLO, messages })
    expect(partsOf(outcome)).toMatchObject([{ id: 'call_1' }])
  })

  test('each choice is a message, in the order of their numbers', () => {
    const choices = [1, 0].map((index) => ({ index, message: { content: `choice ${index}` }, finish_reason: 'stop' }))
    const { response } = answered(completion({}, 'stop', { choices }))
    expect(response?.messages).toEqual(
      ['choice 0', 'choice 1'].map((text) => ({ role: 'assistant', parts: [{ type: 'text', text }] })),
    )
  })

  test('a text completion', () => {
    const choices = [{ index: 0, text: ' a time', finish_reason: 'length', logprobs: null }]
    const outcome = answered({ id: 'cmpl-1', object: 'text_completion', choices }, { model: 'm', prompt: 'Once upon' })
    expect(partsOf(outcome)).toEqual([{ type: 'text', text: ' a time' }])
    expect(outcome.response?.finishReason).toBe('length')
  })
})

test.for([
  ['stop', { finishReason: 'stop' }],
  ['length', { finishReason: 'length' }],
  ['content_filter', { finishReason: 'content_filter' }],
  ['tool_calls', { finishReason: 'tool_call', finishReasonRaw: 'tool_calls' }],
  ['function_call', { finishReason: 'tool_call', finishReasonRaw: 'function_call' }],
  ['eos', { finishReason: 'stop', finishReasonRaw: 'eos' }],
  ['insufficient_system_resource', { finishReason: 'other', finishReasonRaw: 'insufficient_system_resource' }],
] as const)('the finish reason %s', ([raw, expected]) => {
  const { id: _, messages: __, ...finish } = answered(completion({ content: 'Hi' }, raw)).response ?? { messages: [] }
  expect(finish).toEqual(expected)
})

test('behind a tool call that the model was made to do, OpenAI says stop', () => {
  const tool_calls = [{ id: 'c1', function: { name: 'now', arguments: '{}' } }]
  const { response } = answered(completion({ tool_calls }, 'stop'))
  expect(response).toMatchObject({ finishReason: 'tool_call', finishReasonRaw: 'stop' })
})

test('ids, model and tokens', () => {
  const usage = {
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
    completion_tokens_details: { reasoning_tokens: 3 },
  }
  const outcome = answered(completion({ content: 'Hi' }, 'stop', { usage }))
  expect(outcome).toMatchObject({ respondedModel: 'm-2026', response: { id: 'chatcmpl-1' } })
  expect(outcome.usage).toEqual({
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 15,
    cacheReadTokens: 4,
    cacheWriteTokens: 2,
    reasoningTokens: 3,
    raw: usage,
  })
  expect(answered(completion({ content: 'Hi' })).usage).toBeUndefined()
})

describe('what is no answer', () => {
  test.for([
    ['an error with status 200', { error: { message: 'no credits', type: 'billing', code: 'quota' } }, 'no credits'],
    ['an error as a text', { error: 'model not found' }, 'model not found'],
    [
      'an error that is the answer',
      { object: 'error', message: 'too long', type: 'BadRequest', code: 400 },
      'too long',
    ],
    ['an HTML page', '<html><body>Bad Gateway', '<html><body>Bad Gateway'],
    ['an empty body', '', 'empty'],
    ['nothing', undefined, 'undefined'],
    ['JSON of another kind', { hello: 'world' }, 'object'],
  ] as const)('%s', ([, answer, message]) => {
    const { status, error, response } = answered(answer)
    expect(status).toBe('error')
    expect(error).toMatchObject({ message: expect.stringContaining(message) })
    expect(response?.messages ?? []).toEqual([])
  })

  test('the words of the provider are kept, and its HTTP status', () => {
    const { error } = answered({ error: { message: 'slow down', type: 'rate_limit', code: 429 } })
    expect(error).toEqual({ name: 'rate_limit', message: 'slow down', status: 429 })
    const coded = answered({ error: { message: 'gone', code: 'model_not_found' } })
    expect(coded.error).toEqual({ name: 'ProviderError', message: 'gone', code: 'model_not_found' })
  })
})
