import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../../../src/adapters/wire/openai-chat/index.ts'
import { chunk, HELLO, partsOf, streamed, textOf } from './support.ts'

const DONE = '[DONE]'
const EMPTY_USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }

function toolCall(index: number | undefined, id: string | undefined, args: string, name?: string): object {
  const named = { ...(name !== undefined && { name }), arguments: args }
  return chunk({ tool_calls: [{ index, ...(id !== undefined && { id, type: 'function' }), function: named }] })
}

const CALLS = [
  { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } },
  { type: 'tool_call', id: 'c2', name: 'weather', arguments: { city: 'Rome' } },
]

describe('tool calls', () => {
  const cases: { readonly [name: string]: readonly object[] } = {
    'by index, the id only in the first piece': [
      toolCall(0, 'c1', '', 'weather'),
      toolCall(0, undefined, '{"city":'),
      toolCall(1, 'c2', '', 'weather'),
      toolCall(0, undefined, '"Paris"}'),
      toolCall(1, undefined, '{"city":"Rome"}'),
    ],
    'in another order than that of their indexes': [
      toolCall(1, 'c2', '{"city":"Rome"}', 'weather'),
      toolCall(0, 'c1', '{"city":"Paris"}', 'weather'),
    ],
    'with id and name again in each piece': [
      toolCall(0, 'c1', '{"city":', 'weather'),
      toolCall(0, 'c1', '"Paris"}', 'weather'),
      toolCall(1, 'c2', '{"city":', 'weather'),
      toolCall(1, 'c2', '"Rome"}', 'weather'),
    ],
    'with another id in each piece': [
      toolCall(0, 'c1', '{"city":', 'weather'),
      toolCall(0, 'x1', '"Paris"}'),
      toolCall(1, 'c2', '{"city":', 'weather'),
      toolCall(1, 'x2', '"Rome"}'),
    ],
    'all with the index 0': [
      toolCall(0, 'c1', '{"city":"Paris"}', 'weather'),
      toolCall(0, 'c2', '{"city":"Rome"}', 'weather'),
    ],
    'all with the index 0 and in pieces that interleave': [
      toolCall(0, 'c1', '{"city":', 'weather'),
      toolCall(0, 'c2', '{"city":', 'weather'),
      toolCall(0, 'c1', '"Paris"}', 'weather'),
      toolCall(0, 'c2', '"Rome"}', 'weather'),
    ],
    'without an index': [
      toolCall(undefined, 'c1', '{"city":', 'weather'),
      toolCall(undefined, undefined, '"Paris"}'),
      toolCall(undefined, 'c2', '{"city":"Rome"}', 'weather'),
    ],
  }

  test.for(Object.entries(cases))('%s', ([, chunks]) => {
    const answer = streamed([...chunks, chunk({}, 'tool_calls')])
    expect(partsOf(answer)).toEqual(CALLS)
    expect(answer).toMatchObject({ isComplete: true, response: { finishReason: 'tool_call' } })
  })

  test('without ids they are told apart by their names, and get ids', () => {
    const chunks = [
      toolCall(0, undefined, '{"a":', 'first'),
      toolCall(0, undefined, '1}'),
      toolCall(0, '', '{}', 'second'),
    ]
    expect(partsOf(streamed(chunks))).toEqual([
      { type: 'tool_call', id: 'call_0', name: 'first', arguments: { a: 1 } },
      { type: 'tool_call', id: 'call_1', name: 'second', arguments: {} },
    ])
  })

  test('without ids and arguments, too', () => {
    const chunks = [toolCall(0, undefined, '', 'first'), toolCall(0, undefined, '', 'second')]
    expect(partsOf(streamed(chunks))).toMatchObject([{ name: 'first' }, { name: 'second' }])
  })

  const twice = [
    { type: 'tool_call', id: 'call_0', name: 'weather', arguments: { city: 'Paris' } },
    { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Rome' } },
  ]
  test.for([
    ['an index', undefined],
    ['an index of their own', 0],
  ] as const)('two of one name without ids and %s: the name comes again behind whole arguments', ([, index]) => {
    const whole = ['{"city":"Paris"}', '{"city":"Rome"}'].map((args) => toolCall(index, '', args, 'weather'))
    expect(partsOf(streamed(whole))).toEqual(twice)
    const pieces = ['{"city":', '"Paris"}', '{"city":"Ro', 'me"}'].map((args) => toolCall(index, '', args, 'weather'))
    expect(partsOf(streamed(pieces))).toEqual(twice)
  })

  test('two of different names without ids and indexes', () => {
    const chunks = ['first', 'second'].map((name) => toolCall(undefined, undefined, '{}', name))
    expect(partsOf(streamed(chunks))).toMatchObject([{ name: 'first' }, { name: 'second' }])
  })

  test('behind a text, which stays', () => {
    const answer = streamed([chunk({ content: 'Let me look.' }), toolCall(0, 'c1', '{"city":"Paris"}', 'weather')])
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Let me look.' }, CALLS[0]])
  })

  test('cut off in the middle of the arguments, these are kept as they came', () => {
    const answer = streamed([toolCall(0, 'c1', '{"city":"Pa', 'weather')])
    expect(partsOf(answer)).toEqual([{ ...CALLS[0], arguments: {}, argumentsRaw: '{"city":"Pa' }])
    expect(answer.isComplete).toBe(false)
  })

  test('custom ones and those of old', () => {
    const custom = (part: object) => chunk({ tool_calls: [{ index: 0, custom: part }] })
    const old = (part: object) => chunk({ function_call: part })
    const begun = chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'custom', custom: { name: 'query' } }] })
    expect(partsOf(streamed([begun, custom({ input: 'select' }), custom({ input: ' 1' })]))).toEqual([
      { type: 'tool_call', id: 'c1', name: 'query', arguments: {}, argumentsRaw: 'select 1' },
    ])
    expect(partsOf(streamed([old({ name: 'now', arguments: '' }), old({ arguments: '{}' })]))).toEqual([
      { type: 'tool_call', id: 'call_0', name: 'now', arguments: {} },
    ])
  })
})

describe('text and what stands beside it', () => {
  test('thoughts, text, refusal', () => {
    const answer = streamed([
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: null, reasoning_content: 'H' }),
      chunk({ reasoning: 'm', reasoning_details: [{ type: 'reasoning.text', text: 'm', signature: 'sig' }] }),
      chunk({ reasoning: '.', reasoning_content: '.', reasoning_details: [{ type: 'reasoning.text', text: '.' }] }),
      chunk({ content: 'Y', reasoning_content: null }),
      chunk({ content: 'es', role: 'assistant', refusal: null, tool_calls: null }),
      chunk({ refusal: 'No' }),
      chunk({ refusal: '.' }),
    ])
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'Hm.', signature: 'sig' },
      { type: 'text', text: 'Yes' },
      { type: 'other', kind: 'refusal', value: 'No.' },
    ])
    expect(answer.carried).toEqual([false, true, true, true, true, true, true, true])
  })

  test.for([
    [{ reasoning_text: 'H' }, { reasoning_text: 'm.' }],
    [{ reasoning_details: [{ type: 'reasoning.text', text: 'H' }] }, { reasoning_details: [{ text: 'm.' }] }],
    [{ reasoning_details: [{ type: 'reasoning.summary', summary: 'Hm.' }] }, { content: '' }],
  ])('thoughts that servers put elsewhere: %j', (deltas) => {
    const answer = streamed([...deltas, { content: 'Yes' }].map((delta) => chunk(delta)))
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Yes' },
    ])
  })

  test('a message in the place of deltas, but not the whole once more behind them', () => {
    const whole = (content: string) => ({ choices: [{ index: 0, message: { content }, finish_reason: 'stop' }] })
    expect(textOf(streamed([whole('Hi')]))).toBe('Hi')
    expect(textOf(streamed([chunk({ content: 'H' }), chunk({ content: 'i' }), whole('Hi')]))).toBe('Hi')
  })

  test('texts and thoughts as parts', () => {
    const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }]
    const reference = { type: 'reference', reference_ids: [1] }
    const chunks = [{ content: thinking }, { content: [{ type: 'text', text: 'Y' }] }, { content: 'es' }]
    const answer = streamed([...chunks, { content: [reference] }].map((delta) => chunk(delta)))
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Yes' },
      { type: 'other', kind: 'reference', value: reference },
    ])
  })

  test('sources and sound', () => {
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }]
    const audio = [{ id: 'audio_1', transcript: 'H' }, { transcript: 'i' }, { data: 'AA==' }, { data: 'AQI=' }]
    const chunks = [chunk({ annotations }), ...audio.map((piece) => chunk({ audio: piece }))]
    const answer = streamed(chunks, { ...HELLO, audio: { format: 'pcm16' } })
    expect(partsOf(answer)).toEqual([
      { type: 'source', uri: 'https://a.example', title: 'A' },
      { type: 'text', text: 'Hi' },
      { type: 'file', mediaType: 'audio/pcm', uri: 'data:audio/pcm;base64,AAEC', fileId: 'audio_1' },
    ])
  })

  test('a text completion', () => {
    const choice = (text: string, finish_reason: string | null) => ({ choices: [{ index: 0, text, finish_reason }] })
    const answer = streamed([choice(' a', null), choice(' time', 'stop')], { model: 'm', prompt: 'Once upon' })
    expect(textOf(answer)).toBe(' a time')
    expect(answer.isComplete).toBe(true)
  })
})

describe('the end', () => {
  test('the chunk behind the last one brings the tokens', () => {
    const usage = { id: 'chatcmpl-1', model: 'm-2026', choices: [], usage: EMPTY_USAGE }
    const answer = streamed([chunk({ content: 'Hi' }), chunk({}, 'stop'), usage, DONE])
    expect(answer).toMatchObject({ isComplete: true, respondedModel: 'm-2026', response: { id: 'chatcmpl-1' } })
    expect(answer.usage).toEqual({ inputTokens: 3, outputTokens: 5, totalTokens: 8, raw: EMPTY_USAGE })
  })

  test('tokens that are counted on with every chunk: the last count', () => {
    const counted = (content: string, completion_tokens: number) => ({
      ...chunk({ content }),
      usage: { completion_tokens },
    })
    const answer = streamed([counted('H', 1), counted('i', 2)])
    expect(answer.usage).toMatchObject({ outputTokens: 2 })
    expect(textOf(answer)).toBe('Hi')
  })

  test('tokens that a server puts elsewhere', () => {
    const answer = streamed([{ ...chunk({}, 'stop'), x_groq: { id: 'req_1', usage: EMPTY_USAGE } }])
    expect(answer.usage).toMatchObject({ totalTokens: 8 })
  })

  test('of several choices: when each has its reason', () => {
    const chunks = [chunk({ content: 'a' }), chunk({ content: 'b' }, null, 1), chunk({}, 'stop')]
    expect(streamed(chunks).isComplete).toBe(false)
    const answer = streamed([...chunks, chunk({}, 'length', 1)])
    expect(answer).toMatchObject({ isComplete: true, response: { finishReason: 'stop' } })
    expect(answer.response?.messages.map(({ parts }) => parts)).toEqual([
      [{ type: 'text', text: 'a' }],
      [{ type: 'text', text: 'b' }],
    ])
  })

  test('[DONE], or a chunk that only counts tokens, ends the streams of servers that give no reason', () => {
    const counted = { id: 'chatcmpl-1', model: 'm-2026', choices: [], usage: EMPTY_USAGE }
    const said = chunk({ content: 'Hi' })
    expect(streamed([said]).isComplete).toBe(false)
    expect(streamed([said, DONE]).isComplete).toBe(true)
    expect(streamed([said, counted]).isComplete).toBe(true)
    expect(streamed([counted]).isComplete).toBe(false)
    expect(streamed([said, counted, said]).isComplete).toBe(false)
    expect(streamed([said, { ...said, usage: EMPTY_USAGE }]).isComplete).toBe(false)
  })

  test('nothing at all, and frames alone, are no end', () => {
    expect(streamed([])).toMatchObject({ isComplete: false, response: { messages: [] } })
    const filtered = { id: '', model: '', choices: [], prompt_filter_results: [] }
    expect(streamed([filtered]).isComplete).toBe(false)
    expect(streamed([filtered, chunk({ content: 'Hi' }, 'stop')])).toMatchObject({ respondedModel: 'm-2026' })
  })

  test('an error within the stream is the failure, and what came before it is kept', () => {
    const error = { message: 'overloaded', type: 'server_error', param: null, code: null }
    const answer = streamed([chunk({ content: 'He' }), { error }, DONE])
    expect(answer.failure).toEqual({ name: 'server_error', message: 'overloaded' })
    expect(textOf(answer)).toBe('He')
    const last = { ...chunk({ content: 'l' }), error }
    expect(streamed([chunk({ content: 'He' }), last]).failure).toEqual(answer.failure)
    expect(streamed([{ ...chunk({ content: 'He' }), error: '' }]).failure).toBeUndefined()
    const elsewhere = { ...chunk({ content: 'l' }), x_groq: { id: 'req_1', error: 'failed tool' } }
    expect(streamed([chunk({ content: 'He' }), elsewhere, DONE])).toMatchObject({ failure: { message: 'failed tool' } })
  })

  test('an error of which the client made one of its own is the provider’s', () => {
    const { failureIn } = openaiChat.exchange(HELLO).reading()
    const sent = { message: 'overloaded', type: 'server_error', code: 500 }
    const [within, refused] = [undefined, 429].map((status) => new OpenAI.APIError(status, sent, undefined, undefined))
    expect(failureIn?.(within)).toEqual(streamed([{ error: sent }]).failure)
    expect(failureIn?.(refused)).toBeUndefined()
    expect(failureIn?.(new OpenAI.APIConnectionError({ message: 'gone' }))).toBeUndefined()
    expect(failureIn?.(sent)).toBeUndefined()
  })

  test('what is no chunk does no harm', () => {
    const odd = [null, 7, 'text', [], {}, { choices: 'x' }, { choices: [null, 1] }, { choices: [{ delta: 'x' }] }]
    const answer = streamed([
      chunk({ content: 'H' }),
      ...odd,
      chunk({ content: 'i', tool_calls: [null] }),
      chunk({ tool_calls: {} }),
    ])
    expect(textOf(answer)).toBe('Hi')
    expect(answer.failure).toBeUndefined()
  })
})

test('an answer without end is given up, in one choice or in ever more', () => {
  const megabyte = 'x'.repeat(1_048_576)
  const endless = (next: (count: number) => object): void => {
    streamed(Array.from({ length: 70 }, (_, count) => next(count)))
  }
  expect(() => endless(() => chunk({ content: megabyte }))).toThrow('larger than')
  expect(() => endless((index) => chunk({ reasoning: megabyte }, null, index))).toThrow('larger than')
  expect(() => endless(() => toolCall(0, 'c1', megabyte, 'weather'))).toThrow('larger than')
  expect(() =>
    streamed(Array.from({ length: 300_000 }, (_, index) => toolCall(0, `c${index}`, '', 'weather'))),
  ).toThrow('larger')
  expect(() => streamed(Array.from({ length: 70_000 }, (_, index) => chunk({}, null, index)))).toThrow('larger than')
})
