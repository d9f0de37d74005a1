import { getEventListeners } from 'node:events'
import { setImmediate as nextLoop } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { FinetapError } from '../../src/core/errors.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import { textMessage } from '../../src/core/message.ts'
import type { Store } from '../../src/core/store.ts'
import type { Call, CallStart } from '../../src/middleware/call.ts'
import { insideCall, withContext } from '../../src/middleware/context.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { onlyGeneration, startRecording } from '../support/recording.ts'

function startOf(text = 'Hello', extra: Partial<CallStart> = {}): CallStart {
  return {
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', text)] }),
    ...extra,
  }
}

function answer(call: Call | undefined, text = 'Hi'): void {
  call?.end(() => ({ status: 'ok', response: { messages: [textMessage('assistant', text)], finishReason: 'stop' } }))
}

describe('a call', () => {
  test('becomes one record with what was said, when, and by which model', async () => {
    const recording = startRecording({ labels: { environment: 'test' } })
    const call = recording.recorder.begin(startOf('Grüße 東京'))
    call?.firstToken()
    answer(call)
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({
      v: 1,
      type: 'generation',
      step: 0,
      attempt: 0,
      environment: 'test',
      model: { requested: 'parrot' },
      request: { messages: [{ role: 'user', parts: [{ type: 'text', text: 'Grüße 東京' }] }] },
      response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hi' }] }], finishReason: 'stop' },
      status: 'ok',
    })
    expect(generation.startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(generation.firstTokenMs).toBeLessThanOrEqual(generation.durationMs ?? 0)
    expect(recording.recorder.stats()).toMatchObject({ captured: 1, written: 1, active: 0, byStatus: { ok: 1 } })
  })

  test('ends once, whatever comes later', async () => {
    const recording = startRecording()
    const call = recording.recorder.begin(startOf())
    call?.fail(new Error('first'))
    answer(call)
    call?.drop(new Error('third'))
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { message: 'first' } })
    expect(recording.recorder.stats()).toMatchObject({ captured: 1, active: 0, dropped: {} })
  })

  test('is aborted when the app’s signal fires first, and its listener is removed at the end', async () => {
    const recording = startRecording()
    const controller = new AbortController()
    const call = recording.recorder.begin(startOf('Hello', { signal: controller.signal }))
    let asked = 0
    call?.whenUnfinished((status) => ({ status: (asked += 1) > 0 ? status : 'ok' }))
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    answer(call)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort()
    expect(asked).toBe(0)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })

  test('keeps the snapshot of its beginning when the app changes the request', async () => {
    const recording = startRecording()
    const metadata = { plan: 'free' }
    const call = recording.recorder.begin(startOf('Hello', { labels: { metadata } }))
    metadata.plan = 'paid'
    answer(call)
    expect((await onlyGeneration(recording)).metadata).toEqual({ plan: 'free' })
  })
})

describe('what must not disturb the app', () => {
  test('a request that cannot be copied costs the record, not the call', async () => {
    const recording = startRecording()
    const start = startOf('Hello', {
      request() {
        throw new Error('getter')
      },
    })
    expect(recording.recorder.begin(start)).toBeUndefined()
    expect(recording.errors).toEqual([])
    await nextLoop()
    expect(recording.errors).toMatchObject([{ code: 'capture_failed' }])
    expect(recording.recorder.stats()).toMatchObject({ captured: 0, active: 0, dropped: { capture_failed: 1 } })
  })

  test('an outcome that throws is counted, and the next log write tells of the gap', async () => {
    const recording = startRecording()
    recording.recorder.begin(startOf())?.end(() => {
      throw new Error('unreadable')
    })
    answer(recording.recorder.begin(startOf('again')))
    const events = await recording.events()
    expect(events.map((event) => event.type)).toEqual(['gap', 'generation'])
    expect(events[0]).toMatchObject({ dropped: { capture_failed: 1 } })
  })

  test('an error handler of the app that throws is survived', async () => {
    const recording = startRecording({
      onError() {
        throw new Error('handler')
      },
    })
    recording.recorder.begin(startOf())?.drop(new Error('ours'))
    answer(recording.recorder.begin(startOf()))
    expect(await recording.generations()).toHaveLength(1)
  })

  test('a store that fails for a moment loses nothing', async () => {
    const inner = memoryStore()
    let failures = 2
    const flaky: Store = {
      ...inner,
      async append(events) {
        failures -= 1
        if (failures >= 0) throw new Error('disk full')
        return inner.append(events)
      },
    }
    const recording = startRecording({ store: flaky })
    for (const text of ['one', 'two', 'three']) answer(recording.recorder.begin(startOf(text)))
    expect(await recording.generations()).toHaveLength(3)
    expect(recording.errors).toHaveLength(1)
    expect(recording.recorder.stats()).toMatchObject({ written: 3, failed: 2, dropped: {} })
  })

  test('a store that cannot be written switches capture off after one error, and nothing waits for ever', async () => {
    const dead: Store = {
      ...memoryStore(),
      append: () => Promise.reject(new FinetapError('store_unwritable', { what: 'No', fix: 'chmod' })),
    }
    const { recorder, errors } = startRecording({ store: dead })
    answer(recorder.begin(startOf()))
    await recorder.flush()
    expect(errors).toMatchObject([{ code: 'store_unwritable' }])
    expect(recorder.enabled).toBe(false)
    expect(recorder.begin(startOf())).toBeUndefined()
    expect(recorder.stats()).toMatchObject({ captured: 1, written: 0, dropped: { store_failed: 1 } })
  })

  test('a full queue refuses the newest, counts it, and the log tells of the gap', async () => {
    const recording = startRecording({ queue: { count: 2 } })
    for (const text of ['one', 'two', 'three', 'four', 'five']) answer(recording.recorder.begin(startOf(text)))
    expect(recording.recorder.stats()).toMatchObject({ captured: 5, dropped: { queue_full: 3 }, queued: { count: 2 } })
    const events = await recording.events()
    expect(events.map((event) => event.type)).toEqual(['gap', 'generation', 'generation'])
    expect(events[0]).toMatchObject({ type: 'gap', dropped: { queue_full: 3 } })
  })

  test('the queue is bounded in bytes too, but one large call still passes', async () => {
    const recording = startRecording({ queue: { bytes: 10_000 } })
    answer(recording.recorder.begin(startOf('x'.repeat(50_000))))
    answer(recording.recorder.begin(startOf('small')))
    expect(recording.recorder.stats()).toMatchObject({ dropped: { queue_full: 1 } })
    expect(await recording.generations()).toHaveLength(1)
  })
})

describe('what is captured', () => {
  test('nothing while switched off, and again when switched on', async () => {
    const recording = startRecording({ enabled: false })
    expect(recording.recorder.begin(startOf())).toBeUndefined()
    recording.recorder.enabled = true
    answer(recording.recorder.begin(startOf()))
    expect(await recording.generations()).toHaveLength(1)
  })

  test('a sampling rate keeps or leaves whole conversations', async () => {
    const recording = startRecording({ sample: 0.5 })
    for (let index = 0; index < 200; index += 1) {
      const labels = { conversationId: `c${index % 50}` }
      answer(recording.recorder.begin(startOf('Hello', { labels })))
    }
    const kept = Map.groupBy(await recording.generations(), (generation) => generation.conversationId)
    expect([...kept.values()].every((group) => group.length === 4)).toBe(true)
    expect(kept.size).toBeGreaterThan(10)
    expect(kept.size).toBeLessThan(40)
    expect(recording.recorder.stats().unsampled).toBe(200 - kept.size * 4)
  })

  test('without consent nothing reaches the store', async () => {
    const recording = startRecording()
    withContext({ consent: false }, () => answer(recording.recorder.begin(startOf())))
    answer(recording.recorder.begin(startOf('allowed', { labels: { consent: true } })))
    expect(await onlyGeneration(recording)).toMatchObject({ consent: true })
    expect(recording.recorder.stats().dropped).toEqual({ no_consent: 1 })
  })

  test('a door inside another door’s call leaves the record to the outer one', () => {
    const { recorder } = startRecording()
    const outer = recorder.begin(startOf())
    expect(insideCall(outer?.outer ?? 'left out', () => recorder.begin(startOf()))).toBeUndefined()
    expect(insideCall('left out', () => recorder.begin(startOf()))).toBeUndefined()
  })

  test('what only the inner door was told is joined to the record of the outer one', async () => {
    const recording = startRecording()
    const outer = recording.recorder.begin(startOf('Hello', { labels: { userId: 'outer', tags: ['a'] } }))
    const labels = { userId: 'inner', conversationId: 'c1', tags: ['b'] }
    insideCall(outer?.outer ?? 'left out', () => recording.recorder.begin(startOf('Hello', { labels })))
    answer(outer)
    expect(await onlyGeneration(recording)).toMatchObject({ userId: 'outer', conversationId: 'c1', tags: ['b', 'a'] })
  })

  test('a consent that an inner door refuses is refused for the call', async () => {
    const recording = startRecording()
    const outer = recording.recorder.begin(startOf('Hello', { labels: { consent: true } }))
    insideCall(outer?.outer ?? 'left out', () =>
      recording.recorder.begin(startOf('Hello', { labels: { consent: false } })),
    )
    answer(outer)
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats()).toMatchObject({ captured: 0, active: 0, dropped: { no_consent: 1 } })
  })

  test('secrets are masked before they reach the store', async () => {
    const recording = startRecording()
    answer(recording.recorder.begin(startOf('my key is AKIAIOSFODNN7EXAMPLE, keep it')))
    const { request, redaction } = await onlyGeneration(recording)
    expect(JSON.stringify(request)).not.toContain('AKIAIOSFODNN7EXAMPLE')
    expect(JSON.stringify(request)).toContain('[SECRET]')
    expect(redaction?.counts).toEqual({ secret: 1 })
  })

  test('a redactor of the app that throws drops the event rather than writing it unmasked', async () => {
    const recording = startRecording({
      redact() {
        throw new Error('broken redactor')
      },
    })
    answer(recording.recorder.begin(startOf('secret')))
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats().dropped).toEqual({ redaction_failed: 1 })
  })
})

describe('feedback', () => {
  test('is appended behind the generation it names', async () => {
    const recording = startRecording()
    const call = recording.recorder.begin(startOf())
    answer(call)
    recording.recorder.feedback({ generationId: call?.id ?? '' }, { thumb: 'down', correction: 'Better.', by: 'u1' })
    const [generation, feedback]: readonly LogEvent[] = await recording.events()
    expect(feedback).toMatchObject({
      type: 'feedback',
      target: { generationId: generation?.id },
      kind: 'thumb',
      value: 'down',
      correction: 'Better.',
      by: 'u1',
    })
  })

  test('that says nothing is refused with the fix', () => {
    const { recorder } = startRecording()
    expect(() => recorder.feedback({ generationId: 'x' }, {})).toThrow(/says nothing.*Fix: pass at least one/)
    expect(() => recorder.feedback({ generationId: 'x' }, { score: Number.NaN })).toThrow(FinetapError)
  })
})

describe('closing', () => {
  test('writes what waits, closes the store and captures no more', async () => {
    const inner = memoryStore()
    let closed = false
    const written: LogEvent[] = []
    const store: Store = {
      ...inner,
      async append(events) {
        written.push(...events)
      },
      async close() {
        closed = true
      },
    }
    const { recorder } = startRecording({ store })
    answer(recorder.begin(startOf()))
    await recorder.close()
    expect(written).toHaveLength(1)
    expect(closed).toBe(true)
    expect(recorder.begin(startOf())).toBeUndefined()
  })
})
