import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { openaiResponses } from '../../../../src/adapters/wire/openai-responses/index.ts'
import { answered, called, partsOf, response, said, streamed } from './support.ts'

function event(type: string, output_index: number | undefined, rest: object): object {
  return { type: `response.${type}`, output_index, sequence_number: 1, ...rest }
}

function added(item: object, output_index?: number): object {
  return event('output_item.added', output_index, { item })
}

function done(item: object, output_index?: number): object {
  return event('output_item.done', output_index, { item })
}

function text(delta: string, output_index?: number, content_index = 0): object {
  return event('output_text.delta', output_index, { item_id: 'msg_1', content_index, delta, logprobs: [] })
}

const MESSAGE = { type: 'message', id: 'msg_1', role: 'assistant', status: 'in_progress', content: [] }
const THOUGHTS = { type: 'reasoning', id: 'rs_1', summary: [] }
const CALL = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'weather', arguments: '' }
const CREATED = event('created', undefined, { response: response([], { status: 'in_progress', usage: null }) })

function ended(output: readonly object[], rest: object = {}): object {
  const whole = response(output, rest)
  return event(output === FAILED ? 'failed' : 'completed', undefined, { response: whole })
}

const FAILED: readonly object[] = []

describe('pieces', () => {
  test('of a text', () => {
    const answer = streamed([CREATED, added(MESSAGE, 0), text('', 0), text('H', 0), text('i', 0)])
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Hi' }])
    expect(answer.carried).toEqual([false, false, false, true, true])
    expect(answer).toMatchObject({ isComplete: false, respondedModel: 'm-2026', response: { id: 'resp_1' } })
    expect(answer.response?.finishReason).toBeUndefined()
  })

  test('of a text and a refusal in one message, and of what the text cites', () => {
    const refused = (delta: string) => event('refusal.delta', 0, { content_index: 1, delta })
    const annotation = { type: 'url_citation', url: 'https://a.example', title: 'A' }
    const cited = event('output_text.annotation.added', 0, { content_index: 0, annotation_index: 0, annotation })
    const answer = streamed([added(MESSAGE, 0), refused('N'), text('H', 0), cited, refused('o'), text('i', 0)])
    expect(partsOf(answer)).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'source', uri: 'https://a.example', title: 'A' },
      { type: 'other', kind: 'refusal', value: 'No' },
    ])
  })

  test('of thoughts, in several summaries and themselves', () => {
    const summary = (summary_index: number, delta: string) =>
      event('reasoning_summary_text.delta', 0, { summary_index, delta })
    const thought = event('reasoning_text.delta', 0, { content_index: 0, delta: 'Deep.' })
    const answer = streamed([added(THOUGHTS, 0), summary(0, 'H'), summary(0, 'm'), summary(1, 'So'), thought])
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning', text: 'So' },
      { type: 'reasoning', text: 'Deep.' },
    ])
  })

  test('of a function call and of a custom one', () => {
    const args = (delta: string) => event('function_call_arguments.delta', 0, { item_id: 'fc_1', delta })
    const input = (delta: string) => event('custom_tool_call_input.delta', 1, { item_id: 'ctc_1', delta })
    const custom = { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c2', name: 'query', input: '' }
    const begun = [added(CALL, 0), args('{"city":'), added(custom, 1), input('select')]
    const [cut, whole] = [streamed(begun), streamed([...begun, input(' 1'), args('"Paris"}')])]
    const recorded = { type: 'tool_call', id: 'c1', name: 'weather' }
    expect(partsOf(cut)).toMatchObject([
      { ...recorded, arguments: {}, argumentsRaw: '{"city":' },
      { id: 'c2', argumentsRaw: 'select' },
    ])
    expect(partsOf(whole)).toMatchObject([
      { ...recorded, arguments: { city: 'Paris' } },
      { id: 'c2', name: 'query', argumentsRaw: 'select 1' },
    ])
    expect(cut.carried).toEqual([true, true, true, true])
  })

  test('what the provider does by itself is there from its beginning', () => {
    const search = { type: 'web_search_call', id: 'ws_1', status: 'in_progress' }
    const found = { ...search, status: 'completed', action: { type: 'search', query: 'x' } }
    const searching = event('web_search_call.searching', 0, { item_id: 'ws_1' })
    expect(partsOf(streamed([added(search, 0), searching]))).toEqual([
      { type: 'other', kind: 'web_search_call', value: search },
    ])
    expect(partsOf(streamed([added(search, 0), searching, done(found, 0)]))).toEqual([
      { type: 'other', kind: 'web_search_call', value: found },
    ])
  })
})

describe('servers that speak otherwise', () => {
  test('texts that come in one piece', () => {
    const whole = event('output_text.done', 0, { content_index: 0, text: 'Hi' })
    const args = event('function_call_arguments.done', 1, { arguments: '{}' })
    expect(partsOf(streamed([added(MESSAGE, 0), whole, added(CALL, 1), args]))).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'tool_call', id: 'c1', name: 'weather', arguments: {} },
    ])
    expect(partsOf(streamed([added(MESSAGE, 0), text('Hi', 0), whole]))).toEqual([{ type: 'text', text: 'Hi' }])
  })

  test('items that come in one piece', () => {
    const answer = streamed([done(said('Hi'), 0), done(called('now', '{}'), 1)])
    expect(partsOf(answer)).toMatchObject([{ text: 'Hi' }, { name: 'now' }])
    expect(answer.carried).toEqual([true, true])
  })

  test('no announcement of the items', () => {
    expect(partsOf(streamed([text('H', 0), text('i', 0)]))).toEqual([{ type: 'text', text: 'Hi' }])
  })

  test('no indexes of the items', () => {
    const args = event('function_call_arguments.delta', undefined, { item_id: 'fc_1', delta: '{}' })
    const answer = streamed([added(MESSAGE), text('H'), added(CALL), args, text('i'), done(said('Hi')), done(CALL)])
    expect(partsOf(answer)).toMatchObject([{ text: 'Hi' }, { name: 'weather', arguments: {} }])
  })

  test('the index 0 for all items', () => {
    const second = { ...said('You'), id: 'msg_2' }
    const items = [
      added(MESSAGE, 0),
      text('Hi', 0),
      done(said('Hi'), 0),
      added({ ...MESSAGE, id: 'msg_2' }, 0),
      text('Yo', 0),
    ]
    expect(partsOf(streamed(items))).toMatchObject([{ text: 'Hi' }, { text: 'Yo' }])
    expect(partsOf(streamed([...items, done(second, 0)]))).toMatchObject([{ text: 'Hi' }, { text: 'You' }])
    expect(partsOf(streamed([done(said('Hi'), 0), done(second, 0)]))).toMatchObject([{ text: 'Hi' }, { text: 'You' }])
    const neverDone = [added(MESSAGE, 0), text('Hi', 0), added({ ...MESSAGE, id: 'msg_2' }, 0), text('Yo', 0)]
    expect(partsOf(streamed(neverDone))).toMatchObject([{ text: 'Hi' }, { text: 'Yo' }])
  })

  test('the index 0 and no ids for all items', () => {
    const [begun, first, second] = [MESSAGE, said('Hi'), said('You')].map((item) => ({ ...item, id: undefined }))
    const items = [added(begun ?? {}, 0), text('Hi', 0), done(first ?? {}, 0), added(begun ?? {}, 0), text('Yo', 0)]
    expect(partsOf(streamed(items))).toMatchObject([{ text: 'Hi' }, { text: 'Yo' }])
    expect(partsOf(streamed([...items, done(second ?? {}, 0)]))).toMatchObject([{ text: 'Hi' }, { text: 'You' }])
    expect(partsOf(streamed([done(first ?? {}, 0), done(second ?? {}, 0)]))).toHaveLength(2)
  })

  test('an item that is announced twice, or late, or is done twice', () => {
    const twice = [added(MESSAGE, 0), text('H', 0), added(MESSAGE, 0), text('i', 0)]
    expect(partsOf(streamed(twice))).toEqual([{ type: 'text', text: 'Hi' }])
    expect(partsOf(streamed([text('H', 0), added(MESSAGE, 0), text('i', 0)]))).toEqual([{ type: 'text', text: 'Hi' }])
    expect(partsOf(streamed([...twice, done(said('Hi'), 0), done(said('Hi'), 0)]))).toHaveLength(1)
  })

  test('another id of the item in each event', () => {
    const events = ['a', 'b'].map((item_id) => ({ ...text('x', 0), item_id }))
    expect(partsOf(streamed([added(MESSAGE, 0), ...events]))).toEqual([{ type: 'text', text: 'xx' }])
  })

  test('what is no event does no harm', () => {
    const odd = [
      null,
      7,
      'text',
      [],
      {},
      { type: 'response.output_text.delta' },
      { type: 'response.output_item.added' },
    ]
    const answer = streamed([text('H', 0), ...odd, { type: 'response.completed' }, text('i', 0)])
    expect(answer.response?.messages[0]?.parts[0]).toMatchObject({ text: 'Hi' })
  })
})

describe('the end', () => {
  const pieces = [CREATED, added(MESSAGE, 0), text('Helo', 0)]

  test('the last event has the whole answer, which is not doubled', () => {
    const answer = streamed([...pieces, ended([said('Hello'), called('now', '{}')])])
    expect(partsOf(answer)).toMatchObject([
      { type: 'text', text: 'Hello' },
      { type: 'tool_call', name: 'now' },
    ])
    expect(answer).toMatchObject({
      isComplete: true,
      usage: { totalTokens: 15 },
      response: { finishReason: 'tool_call' },
    })
  })

  test('a last event that leaves the items out', () => {
    const answer = streamed([...pieces, ended([])])
    expect(answer).toMatchObject({ isComplete: true, response: { finishReason: 'stop' } })
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Helo' }])
  })

  test('an answer that is cut short by its length is complete', () => {
    const details = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    const incomplete = event('incomplete', undefined, { response: response([said('Hel')], details) })
    expect(streamed([...pieces, incomplete])).toMatchObject({ isComplete: true, response: { finishReason: 'length' } })
  })

  test('an answer that is made in the background is not complete', () => {
    const queued = event('queued', undefined, { response: response([], { status: 'queued' }) })
    expect(streamed([queued])).toMatchObject({ isComplete: false, response: { id: 'resp_1', messages: [] } })
  })

  test('[DONE] ends a stream, too', () => {
    expect(streamed([...pieces, '[DONE]'])).toMatchObject({ isComplete: true, response: { id: 'resp_1' } })
  })

  test('a failure, with what came before it', () => {
    const error = { code: 'server_error', message: 'it broke' }
    const answer = streamed([...pieces, ended(FAILED, { status: 'failed', error, usage: null })])
    expect(answer.failure).toMatchObject({ message: 'it broke', code: 'server_error' })
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Helo' }])
  })

  test('an answer that was cancelled counts as the whole one does, whichever event tells', () => {
    const cancelled = response([], { status: 'cancelled' })
    for (const name of ['cancelled', 'completed']) {
      const answer = streamed([...pieces, event(name, undefined, { response: cancelled })])
      expect(answer.failure).toEqual(answered(cancelled).error)
      expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Helo' }])
    }
  })

  test('an error of which the client made one of its own is the provider’s', () => {
    const { failureIn } = openaiResponses.exchange({}).reading()
    const sent = { type: 'error', code: 'rate_limit_exceeded', message: 'slow down', param: null }
    expect(failureIn?.(new OpenAI.APIError(undefined, sent, undefined, undefined))).toEqual(streamed([sent]).failure)
  })

  test.for([
    [{ type: 'error', code: 'rate_limit_exceeded', message: 'slow down', param: null }],
    [{ type: 'error', error: { code: 'rate_limit_exceeded', message: 'slow down' } }],
    [{ error: { code: 'rate_limit_exceeded', message: 'slow down' } }],
  ])('the error %j', ([error]) => {
    const answer = streamed([...pieces, error])
    expect(answer.failure).toEqual({ name: 'ProviderError', message: 'slow down', code: 'rate_limit_exceeded' })
    expect(answer.isComplete).toBe(false)
    expect(partsOf(answer)).toEqual([{ type: 'text', text: 'Helo' }])
  })
})

test('an answer without end is given up, in one item, in ever more, and in items that come whole', () => {
  const megabyte = 'x'.repeat(1_048_576)
  const endless = (next: (count: number) => object, count = 70): void => {
    streamed(Array.from({ length: count }, (_, index) => next(index)))
  }
  expect(() => endless(() => text(megabyte, 0))).toThrow('larger than')
  expect(() => endless((index) => text(megabyte, index))).toThrow('larger than')
  expect(() => endless((index) => done(said(megabyte), index))).toThrow('larger than')
  expect(() => endless((index) => added(MESSAGE, index), 70_000)).toThrow('larger than')
  expect(() => endless((index) => text('', 0, index), 300_000)).toThrow('larger than')
})
