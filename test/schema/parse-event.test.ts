import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logLineSchema, parseEvent } from '../../src/schema/index.ts'
import { asLine, BROKEN_LINES } from './broken-lines.ts'
import { FEEDBACK, FULL_GENERATION, GAP, SAMPLES, SMALL_GENERATION } from './samples.ts'

describe('a record that is right', () => {
  test.for(SAMPLES.map((sample) => [sample.type, sample] as const))('is taken as it came: %s', ([, sample]) => {
    expect(parseEvent(asLine(sample))).toEqual({ ok: true, event: sample })
  })

  test('keeps the fields that this version does not know, at every depth', () => {
    const line = {
      ...SMALL_GENERATION,
      mood: 'good',
      model: { requested: 'llama3.2', quantization: 'q4' },
      request: { messages: [{ role: 'user', lang: 'de', parts: [{ type: 'text', text: 'Hi', tone: 1 }] }], seed: 1 },
    }
    expect(parseEvent(asLine(line))).toEqual({ ok: true, event: line })
  })

  test('keeps the parts of a later version as they came', () => {
    const video = { type: 'video', seconds: 4 }
    const line = { ...SMALL_GENERATION, response: { messages: [{ role: 'assistant', parts: [video] }] } }
    expect(parseEvent(asLine(line))).toEqual({ ok: true, event: line })
  })

  test.for([
    ['a finish reason', { ...SMALL_GENERATION, response: { messages: [], finishReason: 'refusal' } }],
    ['a link', { ...SMALL_GENERATION, link: { how: 'session' } }],
    ['a kind of tool', { ...SMALL_GENERATION, request: { messages: [], tools: [{ name: 'f', kind: 'mcp' }] } }],
    ['a phase', { ...FULL_GENERATION, error: { name: 'E', message: '', phase: 'connect' } }],
    ['a kind of feedback', { ...FEEDBACK[0], kind: 'stars', value: 5 }],
    ['a reason for a gap', { ...GAP, dropped: { moon: 1 } }],
  ] as const)('may use a word of a later version: %s', ([, line]) => {
    expect(parseEvent(asLine(line))).toEqual({ ok: true, event: line })
  })

  test('of a later type becomes an event of type other that holds the whole line', () => {
    const line = { v: 1, type: 'pin', id: 'p', at: '2026-01-31T09:30:00.000Z', extra: [1] }
    const other = { v: 1, type: 'other', id: 'p', kind: 'pin', value: line }
    expect(parseEvent(line)).toEqual({ ok: true, event: other })
    expect(parseEvent(other)).toEqual({ ok: true, event: other })
  })
})

describe('a record that is wrong', () => {
  test.for(BROKEN_LINES)('is told with its place: %s', ([, line, path]) => {
    const parsed = parseEvent(asLine(line))
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.path)).toEqual([path])
  })

  test('names every place at once, in words', () => {
    const line = {
      ...SMALL_GENERATION,
      stream: 'yes',
      request: {
        messages: [
          { role: 'user', parts: [] },
          { role: 'user', parts: [{ type: 'text', text: 4 }] },
        ],
      },
    }
    expect(parseEvent(line)).toEqual({
      ok: false,
      problems: [
        { path: 'stream', message: 'expected boolean, received string' },
        { path: 'request.messages[1].parts[0].text', message: 'expected string, received number' },
      ],
    })
  })

  test('names keys that are no words in quotes', () => {
    const parsed = parseEvent({ ...GAP, dropped: { 'queue full': -1 } })
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: 'dropped["queue full"]' }] })
  })

  test('of a later version says so, and what to do', () => {
    expect(parseEvent({ ...asLine(SMALL_GENERATION), v: 2 })).toMatchObject({
      ok: false,
      problems: [{ path: 'v', message: expect.stringContaining('update finetap') }],
    })
  })

  test.for([
    ['null', null],
    ['a number', 7],
    ['text', 'v1'],
    ['a list', [GAP]],
    ['nothing', undefined],
  ] as const)('that is no object is refused: %s', ([, value]) => {
    expect(parseEvent(value)).toEqual({ ok: false, problems: [{ path: '', message: 'expected a JSON object' }] })
  })

  test('never throws, whatever JSON it is', () => {
    const wild = fc.oneof(
      fc.jsonValue(),
      fc.record({
        v: fc.constant(1),
        type: fc.constantFrom(...SAMPLES.map(({ type }) => type)),
        target: fc.jsonValue(),
      }),
      fc
        .tuple(fc.constantFrom(...SAMPLES), fc.string(), fc.jsonValue())
        .map(([sample, key, value]) => ({ ...sample, [key]: value })),
    )
    fc.assert(fc.property(wild, (value) => typeof parseEvent(value).ok === 'boolean'))
  })

  test('is told, not thrown, when it is nested 100,000 deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(parseEvent({ ...GAP, deep })).toMatchObject({ ok: true })
    expect(parseEvent({ v: 1, type: 'pin', deep })).toMatchObject({ ok: true })
    expect(parseEvent({ ...SMALL_GENERATION, request: { messages: deep } })).toMatchObject({ ok: false })
  })
})

describe('a line as a store writes it', () => {
  const base = { id: 'g0', count: 4, same: ['tools', 'params'] }
  const short = { ...SMALL_GENERATION, request: { ...SMALL_GENERATION.request, base }, crc: '0a1b2c3d' }

  test('passes as a line', () => {
    expect(logLineSchema.safeParse(short).success).toBe(true)
    expect(logLineSchema.safeParse({ ...GAP, crc: 'ffffffff' }).success).toBe(true)
    expect(logLineSchema.safeParse(SMALL_GENERATION).success).toBe(true)
  })

  test('is refused as a record, because its history is elsewhere', () => {
    const parsed = parseEvent(short)
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ path: 'request.base', message: expect.stringContaining('store.read()') }],
    })
    expect(parseEvent({ ...GAP, crc: 'ffffffff' })).toMatchObject({ ok: false, problems: [{ path: 'crc' }] })
  })

  test.for([
    ['a checksum of seven digits', { ...short, crc: '0a1b2c3' }],
    ['a checksum in capitals', { ...short, crc: '0A1B2C3D' }],
    ['a base without id', { ...short, request: { messages: [], base: { count: 1 } } }],
    ['a base of minus one', { ...short, request: { messages: [], base: { id: 'g0', count: -1 } } }],
  ] as const)('has a form too: %s', ([, line]) => {
    expect(logLineSchema.safeParse(line).success).toBe(false)
  })
})
