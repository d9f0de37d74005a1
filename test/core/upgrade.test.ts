import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalMessage } from '../../src/core/canonical.ts'
import { timeOf, type LogEvent } from '../../src/core/log-event.ts'
import { sizeOfGeneration } from '../../src/core/size.ts'
import { upgradeEvent } from '../../src/core/upgrade.ts'
import { parseEvent } from '../../src/schema/parse-event.ts'
import { erasureFilter } from '../../src/storage/erasure/filter.ts'
import { ERASURES, FEEDBACK, FULL_GENERATION, GAP, REVIEWS, SAMPLES, SMALL_GENERATION } from '../schema/samples.ts'
import { runs } from '../support/runs.ts'

const AT = '2026-01-31T09:30:00.000Z'

/** What every reader does with an event. */
function useOf(event: LogEvent): readonly unknown[] {
  const basics = [event.id, timeOf(event)]
  if (event.type === 'erasure') return [...basics, erasureFilter([event], [])(FULL_GENERATION)]
  if (event.type !== 'generation') return basics
  return [...basics, sizeOfGeneration(event), ...event.request.messages.map(canonicalMessage)]
}

describe('a line of this version', () => {
  test.for(SAMPLES.map((sample) => [sample.type, sample] as const))('is given as it is: %s', ([, sample]) => {
    expect(upgradeEvent(sample)).toEqual({ ok: true, event: sample })
  })

  test('keeps fields and parts that are not known', () => {
    const line = {
      ...SMALL_GENERATION,
      mood: 'good',
      response: { messages: [{ role: 'assistant', parts: [{ type: 'video', seconds: 4 }] }] },
    }
    expect(upgradeEvent(line)).toEqual({ ok: true, event: line })
  })

  test.for([
    ['a type of a later version', { v: 1, type: 'pin', id: 'p', at: AT }, 'p', 'pin'],
    ['a type without id', { v: 1, type: 'pin' }, '', 'pin'],
    ['feedback on nothing', { v: 1, type: 'feedback', id: 'f', at: AT, kind: 'thumb' }, 'f', 'feedback'],
    ['feedback without id', { v: 1, type: 'feedback', at: AT, target: {}, kind: 'thumb' }, '', 'feedback'],
    ['a review without time', { v: 1, type: 'review', id: 'r', target: {} }, 'r', 'review'],
    ['an erasure of null', { v: 1, type: 'erasure', id: 'e', at: AT, selector: null }, 'e', 'erasure'],
    ['a gap without counts', { v: 1, type: 'gap', id: 'g', at: AT, since: AT }, 'g', 'gap'],
    ['something that is called other', { v: 1, type: 'other', id: 'o' }, 'o', 'other'],
  ] as const)('that readers cannot use is kept whole as other: %s', ([, line, id, kind]) => {
    expect(upgradeEvent(line)).toEqual({ ok: true, event: { v: 1, type: 'other', id, kind, value: line } })
  })

  test('that is kept as other stays as it is when it is read again', () => {
    const once = upgradeEvent({ v: 1, type: 'pin', id: 'p', at: AT })
    expect(once.ok && upgradeEvent(once.event)).toEqual(once)
  })
})

describe('a line that cannot be read is refused with a reason', () => {
  test.for([
    ['null', null, 'not_an_event'],
    ['a list', [], 'not_an_event'],
    ['text', 'v1', 'not_an_event'],
    ['an empty object', {}, 'not_an_event'],
    ['no version', { type: 'gap' }, 'not_an_event'],
    ['a version as text', { v: '1', type: 'gap' }, 'not_an_event'],
    ['version zero', { ...GAP, v: 0 }, 'not_an_event'],
    ['version one and a half', { ...GAP, v: 1.5 }, 'not_an_event'],
    ['a negative version', { ...GAP, v: -1 }, 'not_an_event'],
    ['no type', { v: 1 }, 'not_an_event'],
    ['the next version', { ...GAP, v: 2 }, 'newer_version'],
    ['a much later version of a type that is not known', { v: 99, type: 'pin' }, 'newer_version'],
  ] as const)('%s', ([, line, reason]) => {
    expect(upgradeEvent(line)).toMatchObject({ ok: false, reason })
  })

  test.for([
    ['id', { id: 7 }],
    ['startedAt', { startedAt: undefined }],
    ['status', { status: null }],
    ['model', { model: 'llama3.2' }],
    ['request', { request: [] }],
    ['response', { response: undefined }],
    ['messages', { request: {} }],
    ['messages', { request: { messages: [{ role: 'user', content: 'Hi' }] } }],
    ['messages', { request: { messages: [{ role: 'user', parts: [{ type: 'text' }] }] } }],
    ['messages', { request: { messages: [{ role: 'user', parts: [{ text: 'Hi' }] }] } }],
    ['messages', { response: { messages: [{ role: 'tool', parts: [{ type: 'tool_result', id: 't' }] }] } }],
    ['messages', { response: { messages: [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'f' }] }] } }],
  ] as const)('a generation without usable %s', ([lack, change]) => {
    expect(upgradeEvent({ ...SMALL_GENERATION, ...change })).toEqual({
      ok: false,
      reason: 'not_an_event',
      detail: `the generation has no ${lack}`,
    })
  })
})

describe('whatever JSON a line holds', () => {
  // Half random, half a good line with one value exchanged somewhere.
  const keys = fc.constantFrom('v', 'type', 'id', 'at', 'target', 'selector', 'dropped', 'request', 'response', 'model')
  const damaged = fc
    .tuple(fc.constantFrom(...SAMPLES), keys, fc.jsonValue())
    .map(([sample, key, value]): unknown => ({ ...sample, [key]: value }))
  const parts = fc.array(
    fc.record(
      {
        type: fc.constantFrom('text', 'tool_call', 'tool_result', 'file', 'source', 'other', 'video'),
        text: fc.jsonValue(),
        name: fc.jsonValue(),
        arguments: fc.jsonValue(),
        argumentsRaw: fc.jsonValue(),
        result: fc.jsonValue(),
        uri: fc.jsonValue(),
        kind: fc.jsonValue(),
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  )
  const oddParts = parts.map((list): unknown => ({
    ...SMALL_GENERATION,
    request: { messages: [{ role: 'user', parts: list }] },
  }))
  const line = fc.oneof(fc.jsonValue(), damaged, oddParts)

  test('reading it never throws, and what is given can be worked with', () => {
    fc.assert(
      fc.property(line, (value) => {
        const upgraded = upgradeEvent(value)
        if (!upgraded.ok) return
        expect(upgradeEvent(upgraded.event)).toEqual(upgraded)
        expect(useOf(upgraded.event)).not.toContain(undefined)
      }),
      { numRuns: runs(200, 3_000) },
    )
  })

  test('what the schema takes can be read', () => {
    fc.assert(
      fc.property(line, (value) => {
        const parsed = parseEvent(value)
        fc.pre(parsed.ok)
        expect(upgradeEvent(value)).toEqual(parsed)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the moment of an event', () => {
  test('is the start of a generation and the time of anything else', () => {
    const [feedback, review, erasure] = [FEEDBACK[0], REVIEWS[0], ERASURES[0]]
    const times = [SMALL_GENERATION, feedback, review, erasure, GAP].map((event) => event && timeOf(event))
    expect(times).toEqual([
      '2026-01-31T09:30:00.000Z',
      '2026-01-31T09:31:00.000Z',
      '2026-01-31T10:00:00.000Z',
      '2026-01-31T11:00:00.000Z',
      '2026-01-31T12:00:00.000Z',
    ])
  })

  test('is looked for in events of a type that is not known', () => {
    expect(timeOf({ v: 1, type: 'other', id: '', kind: 'pin', value: { at: AT } })).toBe(AT)
    expect(timeOf({ v: 1, type: 'other', id: '', kind: 'pin', value: { at: 7 } })).toBe('')
  })
})
