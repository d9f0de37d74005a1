import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../../../src/adapters/wire/anthropic-messages/index.ts'
import { createBlocks } from '../../../../src/adapters/wire/anthropic-messages/blocks.ts'
import type { Outcome } from '../../../../src/middleware/call.ts'
import type { StreamReading } from '../../../../src/middleware/follow-stream.ts'

const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-5-5-20260801', content: [] }

function outcomeOf(answer: unknown): Outcome {
  return anthropicMessages.exchange({ model: 'm', messages: [] }).outcome(answer)
}

function reading(...events: readonly object[]): StreamReading<unknown> {
  const made = anthropicMessages.exchange({ model: 'm', messages: [] }).reading()
  for (const event of events) made.chunk(event)
  return made
}

describe('a whole answer', () => {
  test('its id, model and reason to stop', () => {
    const reasons = {
      end_turn: 'stop',
      stop_sequence: 'stop',
      max_tokens: 'length',
      model_context_window_exceeded: 'length',
      tool_use: 'tool_call',
      refusal: 'content_filter',
      pause_turn: 'other',
      compaction: 'other',
      gone_fishing: 'other',
    }
    for (const [raw, finishReason] of Object.entries(reasons)) {
      expect(outcomeOf({ ...MESSAGE, stop_reason: raw })).toEqual({
        status: 'ok',
        response: { id: 'msg_1', messages: [], finishReason, finishReasonRaw: raw },
        respondedModel: 'claude-haiku-5-5-20260801',
      })
    }
  })

  test('tokens: all of the input, of which some from the cache', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
      service_tier: null,
      server_tool_use: { web_search_requests: 1 },
    }
    const { service_tier: _, ...raw } = usage
    expect(outcomeOf({ ...MESSAGE, usage }).usage).toEqual({
      inputTokens: 240,
      outputTokens: 50,
      cacheReadTokens: 200,
      cacheWriteTokens: 30,
      reasoningTokens: 20,
      raw,
    })
    expect(outcomeOf({ ...MESSAGE, usage: null }).usage).toBeUndefined()
  })

  test('what is none is an error: a page, nothing, half a line, another protocol', () => {
    for (const answer of ['<html>Bad gateway</html>', '', undefined, null, '{"content": [', {}, [], { choices: [] }]) {
      const { status, response, error } = outcomeOf(answer)
      expect({ status, messages: response?.messages }).toEqual({ status: 'error', messages: [] })
      expect(error).toBeInstanceOf(Error)
    }
  })

  test('the provider’s own error', () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' }
    expect(outcomeOf({ type: 'error', error })).toMatchObject({
      status: 'error',
      error: { name: 'overloaded_error', message: 'Overloaded' },
    })
    expect(outcomeOf({ type: 'error' })).toMatchObject({ status: 'error' })
  })
})

describe('a stream', () => {
  const start = { type: 'message_start', message: { ...MESSAGE, usage: { input_tokens: 7, output_tokens: 1 } } }
  const tool = { type: 'tool_use', id: 't1', name: 'weather', input: {} }
  const startOf = (index: number, content_block: object): object => ({
    type: 'content_block_start',
    index,
    content_block,
  })
  const deltaOf = (index: number, delta: object): object => ({ type: 'content_block_delta', index, delta })

  test('malformed input of a tool is kept as the model wrote it', () => {
    for (const written of ['{"city": "Ro', '[1, 2]', 'nonsense']) {
      const pieces = [written.slice(0, 3), written.slice(3)]
      const deltas = pieces.map((partial_json) => deltaOf(0, { type: 'input_json_delta', partial_json }))
      const { response } = reading(start, startOf(0, tool), ...deltas).result()
      expect(response?.messages[0]?.parts).toEqual([
        { type: 'tool_call', id: 't1', name: 'weather', arguments: {}, argumentsRaw: written },
      ])
    }
  })

  test('counts are those of the last event, where it has them', () => {
    const usage = { output_tokens: 9, input_tokens: null, cache_read_input_tokens: 3 }
    const { usage: counted } = reading(start, {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage,
    }).result()
    expect(counted).toEqual({
      inputTokens: 10,
      outputTokens: 9,
      cacheReadTokens: 3,
      raw: { input_tokens: 7, output_tokens: 9, cache_read_input_tokens: 3 },
    })
  })

  test('an error event is a failure, and what came before stays', () => {
    const text = deltaOf(0, { type: 'text_delta', text: 'Half' })
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    const read = reading(start, startOf(0, { type: 'text', text: '' }), text, error)
    expect(read.failure()).toMatchObject({ name: 'overloaded_error', message: 'Overloaded' })
    expect(read.isComplete()).toBe(false)
    expect(read.result().response?.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Half' }] }])
  })

  test('an error of which the client made one of its own is the provider’s', () => {
    const sent = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } as const
    const [within, refused] = [undefined, 529].map(
      (status) => new Anthropic.APIError(status, sent, undefined, undefined),
    )
    const { failureIn, failure } = reading(start, sent)
    expect(failureIn?.(within)).toEqual(failure())
    expect(failureIn?.(refused)).toBeUndefined()
    expect(failureIn?.(new Anthropic.APIConnectionError({ message: 'gone' }))).toBeUndefined()
    expect(failureIn?.(sent)).toBeUndefined()
  })

  test('only pieces of the answer count as its first token', () => {
    const made = anthropicMessages.exchange({}).reading()
    const quiet = [
      start,
      { type: 'ping' },
      startOf(0, { type: 'text', text: '' }),
      deltaOf(0, { type: 'text_delta', text: '' }),
    ]
    expect(quiet.map((event) => made.chunk(event))).toEqual([false, false, false, false])
    expect(made.chunk(deltaOf(0, { type: 'text_delta', text: 'Hi' }))).toBe(true)
    expect(made.chunk(startOf(1, tool))).toBe(true)
  })

  test('a client that goes on to change the events does not change the record', () => {
    const message = { ...MESSAGE, content: [] as object[], usage: { input_tokens: 7, output_tokens: 1 } }
    const block = { ...tool }
    const made = reading({ type: 'message_start', message }, startOf(0, block))
    message.usage.input_tokens = 99
    message.content.push({ type: 'text', text: 'never said' })
    block.name = 'changed'
    const { response, usage } = made.result()
    expect(response?.messages[0]?.parts).toEqual([{ type: 'tool_call', id: 't1', name: 'weather', arguments: {} }])
    expect(usage?.inputTokens).toBe(7)
  })

  test('events out of order, and of unknown kinds, do no harm', () => {
    const odd = [
      {},
      { type: 'future' },
      deltaOf(3, { type: 'text_delta', text: 'Hi' }),
      deltaOf(9, { type: 'future' }),
      { type: 'message_start' },
    ]
    const made = reading(...odd, deltaOf(4, { type: 'input_json_delta', partial_json: '{}' }), {
      type: 'content_block_stop',
    })
    for (const nothing of [null, undefined, '[DONE]', 7]) expect(made.chunk(nothing)).toBe(false)
    expect(made.result().response?.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'Hi' }] }])
  })

  test('a summary comes whole', () => {
    const begun = startOf(0, { type: 'compaction', content: null, encrypted_content: null })
    const delta = deltaOf(0, { type: 'compaction_delta', content: 'So far …', encrypted_content: 'eA==' })
    expect(reading(start, begun, delta).result().response?.messages[0]?.parts).toEqual([
      {
        type: 'other',
        kind: 'compaction',
        value: { type: 'compaction', content: 'So far …', encrypted_content: 'eA==' },
      },
    ])
  })

  test('what an answer may hold in memory is bounded', () => {
    const blocks = createBlocks(10_000)
    blocks.start(0, { type: 'text', text: '' })
    expect(() => {
      for (let index = 0; index < 1_000; index += 1) blocks.delta(0, { type: 'text_delta', text: 'word' })
    }).toThrow('larger than 10000')
  })
})
