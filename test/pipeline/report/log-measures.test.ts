import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Feedback } from '../../../src/core/feedback.ts'
import type { Generation } from '../../../src/core/generation.ts'
import type { LogEvent } from '../../../src/core/log-event.ts'
import { createLogMeter, type LogMeasures } from '../../../src/pipeline/report/log-measures.ts'
import { assistant, generation, second, user } from '../support/generations.ts'

function measure(events: Iterable<LogEvent>): LogMeasures {
  const meter = createLogMeter()
  for (const event of events) meter.add(event)
  return meter.measures()
}

function call(number: number, parts: Partial<Generation> = {}): Generation {
  return {
    ...generation({
      id: `g${number}`,
      startedAt: second(number * 40_000),
      request: [user('q')],
      answer: [assistant('a')],
    }),
    ...parts,
  }
}

function thumb(number: number, value: 'up' | 'down', target: Feedback['target'], at = second(number)): Feedback {
  return { v: 1, type: 'feedback', id: `f${number}`, at, target, kind: 'thumb', value }
}

test('says how calls ended, by model, and how long they took', () => {
  const model = { requested: 'large', responded: 'large-2026' }
  const measures = measure([
    call(0, { model, durationMs: 100, firstTokenMs: 20, usage: { inputTokens: 10, outputTokens: 5 } }),
    call(1, { model, durationMs: 120, firstTokenMs: 30, usage: { inputTokens: 30, outputTokens: 6 } }),
    call(2, { model, status: 'error', durationMs: 9_000 }),
    call(3, { model: { requested: 'small' }, status: 'aborted', userId: 'u', conversationId: 'c' }),
  ])
  expect(measures).toMatchObject({
    calls: 4,
    statuses: { aborted: 1, error: 1, ok: 2 },
    finishReasons: { none: 4 },
    errorRate: 0.25,
    abortRate: 0.25,
    requested: { large: 3, small: 1 },
    responded: { 'large-2026': 3, unknown: 1 },
    days: { '2026-01-01': 3, '2026-01-02': 1 },
    users: { count: 1, exact: true },
    conversations: { count: 1, exact: true },
    sessions: { count: 0, exact: true },
  })
  expect(measures.models['large-2026']).toEqual({
    calls: 3,
    statuses: { error: 1, ok: 2 },
    errorRate: 0.3333,
    abortRate: 0,
    // The call that failed after nine seconds says nothing of how long answers take.
    durationMs: { count: 2, mean: 110, p50: 100, p95: 120, p99: 120, max: 120 },
    firstTokenMs: { count: 2, mean: 25, p50: 20, p95: 30, p99: 30, max: 30 },
    outputRate: { count: 2, mean: 50, p50: 50, p95: 50, p99: 50, max: 50 },
    inputTokens: { count: 2, mean: 20, p50: 10, p95: 30, p99: 30, max: 30, total: 40 },
    outputTokens: { count: 2, mean: 5.5, p50: 5, p95: 6, p99: 6, max: 6, total: 11 },
    judged: { up: 0, down: 0 },
  })
  expect(measures.models['small']).toMatchObject({ calls: 1, abortRate: 1 })
})

test('counts calls for tools among the calls that succeeded', () => {
  const tool = { role: 'assistant', parts: [{ type: 'tool_call', id: 't', name: 'find', arguments: {} }] } as const
  const withTool = generation({ id: 'a', answer: [tool] })
  expect(measure([withTool, call(1), call(2), call(3), call(4, { status: 'error' })]).toolCallRate).toBe(0.25)
})

test('gives thumbs to the model that answered, by any id, the latest one of each', () => {
  const response = { id: 'r1', messageId: 'm1', messages: [assistant('a')] }
  const events: LogEvent[] = [
    call(1, { model: { requested: 'a' } }),
    call(2, { model: { requested: 'b' }, turnId: 't2', response }),
    thumb(1, 'down', { generationId: 'g1' }, second(1)),
    thumb(2, 'up', { generationId: 'g1' }, second(2)),
    thumb(3, 'up', { responseId: 'r1' }),
    thumb(4, 'down', { messageId: 'm1' }),
    thumb(5, 'up', { turnId: 't2' }),
    thumb(6, 'up', { generationId: 'unknown' }),
    { v: 1, type: 'feedback', id: 'f7', at: second(7), target: { turnId: 't2' }, kind: 'comment', value: 'fine' },
  ]
  const { feedback, models } = measure(events)
  expect(feedback).toEqual({ events: 7, kinds: { comment: 1, thumb: 6 }, up: 4, down: 2, upShare: 0.6667 })
  expect(models['a']?.judged).toEqual({ up: 1, down: 0, upShare: 1 })
  expect(models['b']?.judged).toEqual({ up: 2, down: 1, upShare: 0.6667 })
  expect(measure(events.toReversed())).toEqual(measure(events))
})

const events = fc.array(
  fc.oneof(
    fc
      .record({
        number: fc.nat(30),
        model: fc.record({ requested: fc.constantFrom('', 'a', 'b'), responded: fc.constantFrom('a', 'b', 'c') }),
        status: fc.constantFrom('ok', 'error', 'aborted', 'interrupted', 'abandoned' as const),
        durationMs: fc.oneof(fc.nat(5_000), fc.double({ min: 0, max: 5_000, noNaN: true })),
        turnId: fc.constantFrom('t1', 't2'),
        userId: fc.constantFrom('u1', 'u2', ''),
        startedAt: fc.constantFrom('', 'yesterday', second(5), second(500_000)),
      })
      .map(({ number, ...parts }) => call(number, parts)),
    fc
      .record({ number: fc.nat(30), value: fc.constantFrom('up', 'down' as const), turn: fc.constantFrom('t1', 't2') })
      .map(({ number, value, turn }) => thumb(number, value, { turnId: turn })),
  ),
  { maxLength: 60 },
)

test('the order of the log changes nothing, and a meter goes on where another one stood', () => {
  fc.assert(
    fc.property(events, fc.nat(), (log, cut) => {
      const whole = measure(log)
      expect(measure(log.toReversed())).toEqual(whole)
      const at = cut % (log.length + 1)
      const first = createLogMeter()
      for (const event of log.slice(0, at)) first.add(event)
      const next = createLogMeter(first.state())
      for (const event of log.slice(at)) next.add(event)
      expect(next.measures()).toEqual(whole)
      expect(JSON.parse(JSON.stringify(whole))).toEqual(whole)
    }),
    { numRuns: 100 },
  )
})

test('names that somebody makes up without end are counted together, and memory stays small', () => {
  const meter = createLogMeter()
  for (let number = 0; number < 5_000; number += 1) {
    meter.add(
      call(0, { id: `g${number}`, model: { requested: `m${String(number).padStart(5, '0')}` }, userId: `u${number}` }),
    )
  }
  const { requested, models, users } = meter.measures()
  expect(Object.keys(requested)).toHaveLength(201)
  expect(requested['(others)']).toBe(4_800)
  expect(models['(others)']?.calls).toBe(4_800)
  expect(users.exact).toBe(false)
  expect(Math.abs(users.count - 5_000)).toBeLessThan(250)
  expect(meter.state().length).toBeLessThan(1_000_000)
})
