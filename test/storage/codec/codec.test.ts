import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { createDecoder } from '../../../src/storage/codec/decoder.ts'
import { createEncoder } from '../../../src/storage/codec/encoder.ts'
import type { WindowLimits } from '../../../src/storage/codec/window.ts'
import { sampleConversation } from '../../../src/testing/store/sample-events.ts'
import { traffic } from './traffic.ts'
import { runs } from '../../support/runs.ts'

const tinyLimits = fc.record({ entries: fc.integer({ min: 1, max: 5 }), size: fc.integer({ min: 0, max: 6_000 }) })
const limits: fc.Arbitrary<WindowLimits | undefined> = fc.oneof(tinyLimits, fc.constant(undefined))

describe('the linear codec', () => {
  test('gives back exactly the records that were written, whatever the conversations do', () => {
    fc.assert(
      fc.property(traffic, limits, (records, window) => {
        expect(decodeAll(encodeAll(records, window), window)).toEqual(records)
      }),
      { numRuns: runs(200, 500) },
    )
  })

  test('a reader that remembers more than the writer did reads the same', () => {
    fc.assert(
      fc.property(traffic, tinyLimits, tinyLimits, (records, window, more) => {
        const larger = { entries: window.entries + more.entries, size: window.size + more.size }
        expect(decodeAll(encodeAll(records, window), larger)).toEqual(records)
      }),
      { numRuns: 300 },
    )
  })

  test('a reader that has records again, instead of keeping them, reads the same', () => {
    fc.assert(
      fc.property(traffic, limits, fc.integer({ min: 0, max: 1 }), (records, window, size) => {
        const decoder = createDecoder(window)
        const decoded = encodeAll(records, window).map((stored) =>
          decoder.decode(stored, { size, stored: () => stored }),
        )
        expect(decoded.map((each) => (each.ok ? each.record : each.detail))).toEqual(records)
      }),
      { numRuns: runs(200, 500) },
    )
  })

  test('when lines are lost, every other record is exact or told to be missing its base', () => {
    fc.assert(
      fc.property(traffic, limits, fc.array(fc.nat({ max: 60 }), { maxLength: 4 }), (records, window, lost) => {
        const decoder = createDecoder(window)
        const wrong = encodeAll(records, window).filter((stored, index) => {
          if (lost.includes(index)) return false
          const decoded = decoder.decode(stored)
          return decoded.ok && !isDeepStrictEqual(decoded.record, JSON.parse(JSON.stringify(records[index])))
        })
        expect(wrong).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('stores each message of a growing conversation once', () => {
    const records = [...sampleConversation('a', 20, { conversationId: 'a' })]
    const added = encodeAll(records).map((stored) => messagesOf(stored).length)
    expect(added).toEqual([2, ...Array.from({ length: 19 }, () => 1)])
  })

  test('finds the base without ids, also when many conversations open alike', () => {
    const conversations = Array.from({ length: 40 }, (_, index) =>
      sampleConversation('a', 10).map((turn) => ({ ...turn, id: `${index}-${turn.id}`, ...asks(turn, index) })),
    )
    const records = Array.from({ length: 10 }, (_, turn) =>
      conversations.flatMap((turns) => turns.slice(turn, turn + 1)),
    )
    const added = encodeAll(records.flat()).map((stored) => messagesOf(stored).length)
    // From the third turn on each conversation has said something of its own.
    expect(added.slice(120)).toEqual(Array.from({ length: 280 }, () => 1))
  })

  test('leaves out tools that stay the same, and writes those that change', () => {
    const tools = [{ name: 'search', parameters: { type: 'object' } }]
    const turns = sampleConversation('a', 3).map((turn) => ({ ...turn, request: { ...turn.request, tools } }))
    const other = { ...turns[2], id: 'x', request: { ...turns[2]?.request, tools: [{ name: 'other' }] } }
    const stored = encodeAll([...turns, other] as JsonObject[]).map(
      ({ request }) => isJsonObject(request) && request['tools'],
    )
    expect(stored).toEqual([tools, undefined, undefined, [{ name: 'other' }]])
  })

  test('writes a record whole when its base has left the window', () => {
    const [a, b] = [
      sampleConversation('a', 3, { conversationId: 'a' }),
      sampleConversation('b', 3, { conversationId: 'b' }),
    ]
    const records = a.flatMap((turn, index) => [turn, ...b.slice(index, index + 1)])
    const added = encodeAll(records, { entries: 1, size: 1_000_000 }).map((stored) => messagesOf(stored).length)
    expect(added).toEqual([2, 2, 4, 4, 6, 6])
  })

  test('shares the messages of the base instead of copying them', () => {
    const decoded = decodeAll(encodeAll(sampleConversation('a', 3)))
    const [first, second, third] = decoded.map(messagesOf)
    expect(second?.[1]).toBe(first?.[1])
    expect(third?.[1]).toBe(first?.[1])
  })

  test.for([
    ['a base that was never written', { id: 'nobody', count: 1 }],
    ['more messages than the base has', { id: 'a-0', count: 9 }],
    ['a part of a message', { id: 'a-0', count: 1.5 }],
    ['tools that the base does not have', { id: 'a-0', count: 1, same: ['tools'] }],
  ] as const)('a record that asks for %s is told, not guessed', ([, base]) => {
    const decoder = createDecoder()
    const [first, second] = sampleConversation('a', 2)
    decoder.decode(JSON.parse(JSON.stringify(first)))
    expect(decoder.decode({ ...second, request: { base, messages: [] } })).toMatchObject({ ok: false })
  })
})

function encodeAll(records: readonly JsonObject[], window?: WindowLimits): readonly JsonObject[] {
  const encoder = createEncoder(window)
  return records.map((record) => {
    const { stored, remember } = encoder.encode(record)
    const line: JsonObject = JSON.parse(JSON.stringify(stored))
    remember()
    return line
  })
}

function decodeAll(stored: readonly JsonObject[], window?: WindowLimits): readonly JsonObject[] {
  const decoder = createDecoder(window)
  return stored.map((line) => {
    const decoded = decoder.decode(line)
    if (!decoded.ok) throw new Error(decoded.detail)
    return decoded.record
  })
}

function messagesOf(record: JsonObject): readonly Json[] {
  const { request } = record
  return isJsonObject(request) && Array.isArray(request['messages']) ? request['messages'] : []
}

/** The turn with answers and later questions that name its conversation. */
function asks({ request, response }: ReturnType<typeof sampleConversation>[number], index: number) {
  const own = { type: 'text', text: `for ${index}` } as const
  const messages = request.messages.map((message, place) =>
    place < 3 ? message : { ...message, parts: [...message.parts, own] },
  )
  const last =
    messages.length < 3 ? response.messages : response.messages.map((m) => ({ ...m, parts: [...m.parts, own] }))
  return { request: { messages }, response: { messages: last } }
}
