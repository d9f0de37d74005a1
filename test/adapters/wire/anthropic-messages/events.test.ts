import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../../../src/adapters/wire/anthropic-messages/index.ts'
import { readEvents } from '../../../../src/adapters/wire/event-reading.ts'
import type { Part, ToolCallPart } from '../../../../src/core/message.ts'
import type { PartialOutcome } from '../../../../src/middleware/call.ts'
import type { StreamReading } from '../../../../src/middleware/follow-stream.ts'
import { eventsOf, sse, type Answer, type Block, type Event } from './stream-script.ts'

const exchange = anthropicMessages.exchange({ model: 'm', messages: [], stream: true })

function read(events: readonly Event[]): StreamReading<unknown> {
  const reading = exchange.reading()
  for (const event of events) reading.chunk(event)
  return reading
}

function wholeResult(answer: Answer): PartialOutcome {
  const { status, ...result } = exchange.outcome({ type: 'message', role: 'assistant', ...answer })
  expect(status).toBe('ok')
  return result
}

function partsOf(result: PartialOutcome): readonly Part[] {
  return result.response?.messages.flatMap(({ parts }) => parts) ?? []
}

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constant('Grüße aus 東京 🗼'), fc.constant(''))
const input = fc.dictionary(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
)
const citation = fc.record({
  type: fc.constant('web_search_result_location'),
  url: fc.constantFrom('https://a.example', 'https://b.example'),
  title: fc.constantFrom('A', null),
})
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constant('text'), text, citations: fc.array(citation, { minLength: 1, maxLength: 3 }) }),
  fc.record({ type: fc.constant('thinking'), thinking: text, signature: fc.constantFrom('c2ln', '') }),
  fc.record({ type: fc.constant('tool_use'), id: fc.uuid(), name: fc.constant('weather'), input }),
  fc.record({ type: fc.constant('server_tool_use'), id: fc.uuid(), name: fc.constant('web_search'), input }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.base64String() }),
)
const answer: fc.Arbitrary<Answer> = fc.record({
  id: fc.constant('msg_1'),
  model: fc.constant('claude-haiku-5-5'),
  content: fc.array(block, { maxLength: 5 }),
  stop_reason: fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'pause_turn'),
  usage: fc.record({ input_tokens: fc.nat(999), output_tokens: fc.nat(999), cache_read_input_tokens: fc.nat(9) }),
})
const cuts = fc.array(fc.nat(40), { maxLength: 5 })

describe('an answer in pieces', () => {
  test('reads as the whole one, however it is cut', () => {
    fc.assert(
      fc.property(answer, cuts, (whole, at) => {
        const reading = read(eventsOf(whole, at))
        expect(reading.isComplete()).toBe(true)
        expect(reading.failure()).toBeUndefined()
        expect(reading.result()).toEqual(wholeResult(whole))
      }),
    )
  })

  test('reads as the whole one from bytes, whatever the chunks', () => {
    fc.assert(
      fc.property(answer, cuts, fc.integer({ min: 1, max: 64 }), (whole, at, size) => {
        const bytes = Buffer.from(eventsOf(whole, at).map(sse).join(''))
        const reading = readEvents(anthropicMessages.framing, exchange.reading())
        for (let start = 0; start < bytes.length; start += size) reading.chunk(bytes.subarray(start, start + size))
        reading.ended()
        expect(reading.isComplete()).toBe(true)
        expect(reading.result()).toEqual(wholeResult(whole))
      }),
      { numRuns: 50 },
    )
  })

  test('is a beginning of the whole one, wherever it breaks off', () => {
    fc.assert(
      fc.property(answer, cuts, (whole, at) => {
        const events = eventsOf(whole, at)
        const all = partsOf(wholeResult(whole))
        for (let seen = 0; seen < events.length; seen += 1) {
          const reading = read(events.slice(0, seen))
          expect(reading.isComplete()).toBe(false)
          const parts = partsOf(reading.result())
          expect(parts.length).toBeLessThanOrEqual(all.length)
          expect(parts.every((part, index) => isBeginning(part, all[index]))).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('blocks whose pieces interleave stay apart', () => {
    const call = { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Rome' } }
    const content = [call, { type: 'text', text: 'one, two' }, { ...call, id: 't2', input: { city: 'Oslo' } }]
    const whole = { id: 'msg_1', model: 'm', content, stop_reason: 'tool_use', usage: { output_tokens: 2 } }
    const events = eventsOf(whole, [4])
    const of = (type: string): readonly Event[] => events.filter((event) => event.type === type)
    const deltas = of('content_block_delta')
    const odd = deltas.filter((_, index) => index % 2 === 1)
    const mixed = [...deltas.filter((_, index) => index % 2 === 0), ...odd]
    const all = [...of('message_start'), ...of('content_block_start'), ...mixed, ...of('message_delta')]
    expect(read(all).result()).toEqual(wholeResult(whole))
  })
})

function isBeginning(part: Part, whole: Part | undefined): boolean {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return whole?.type === part.type && whole.text.startsWith(part.text)
    case 'tool_call':
      return whole?.type === 'tool_call' && whole.id === part.id && isBeginningOfCall(part, whole)
    default:
      return whole?.type === part.type
  }
}

function isBeginningOfCall(part: ToolCallPart, whole: ToolCallPart): boolean {
  const isWhole = isDeepStrictEqual(part, whole)
  const hasBegun = Object.keys(part.arguments).length === 0
  return isWhole || (hasBegun && JSON.stringify(whole.arguments).startsWith(part.argumentsRaw ?? ''))
}
