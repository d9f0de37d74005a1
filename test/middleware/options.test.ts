import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { GenerationRequest } from '../../src/core/generation.ts'
import type { LogEvent } from '../../src/core/log-event.ts'
import { textMessage } from '../../src/core/message.ts'
import type { Store } from '../../src/core/store.ts'
import type { Call } from '../../src/middleware/call.ts'
import { withContext } from '../../src/middleware/context.ts'
import type { Recorder, RecorderOptions } from '../../src/middleware/recorder.ts'
import { createRedactor, type Detector } from '../../src/redaction/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { onlyGeneration, startRecording } from '../support/recording.ts'

function begin(recorder: Recorder, request: Partial<GenerationRequest> = {}, labels = {}): Call | undefined {
  return recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages: [textMessage('user', 'Hello')], ...request }),
    labels,
  })
}

function answer(call: Call | undefined): void {
  call?.end(() => ({ status: 'ok', response: { messages: [textMessage('assistant', 'Hi')] } }))
}

const refused: readonly (readonly [what: string, options: Partial<RecorderOptions>])[] = [
  ['sample is 1.5', { sample: 1.5 }],
  ['sample is NaN', { sample: Number.NaN }],
  ['sample is half', { sample: 'half' as never }],
  ['idleMs is 0', { idleMs: 0 }],
  ['queue.count is -1', { queue: { count: -1 } }],
  ['queue.bytes is NaN', { queue: { bytes: Number.NaN } }],
  ['allow.params is no list', { allow: { params: 'temperature' as never } }],
  ['allow.metadata is no list', { allow: { metadata: [1] as never } }],
]

test.for(refused)('an option that cannot be meant is refused: %s', ([what, options]) => {
  expect(() => startRecording(options)).toThrow(expect.objectContaining({ code: 'bad_option' }))
  expect(() => startRecording(options)).toThrow(what)
})

describe('sample', () => {
  test('a function sees the labels and the model, and what it leaves out is counted', async () => {
    const recording = startRecording({
      sample: ({ userId }, { model, operation, stream }) =>
        userId !== 'robot' && model.requested === 'parrot' && operation === 'chat' && !stream,
    })
    for (const userId of ['robot', 'human']) answer(begin(recording.recorder, {}, { userId }))
    expect(await onlyGeneration(recording)).toMatchObject({ userId: 'human' })
    expect(recording.recorder.stats()).toMatchObject({ captured: 1, unsampled: 1 })
  })

  test('a function that answers later is told, and its calls are counted', async () => {
    const recording = startRecording({ sample: (async () => false) as never })
    answer(begin(recording.recorder))
    expect(await recording.generations()).toEqual([])
    expect(recording.recorder.stats().dropped).toEqual({ capture_failed: 1 })
    await vi.waitFor(() => expect(recording.errors).toHaveLength(1))
    expect(recording.errors[0]?.message).toMatch(/sample function returned a promise.*Fix: return true or false/)
  })

  test('one call is left out with capture: false', async () => {
    const recording = startRecording()
    withContext({ capture: false }, () => answer(begin(recording.recorder)))
    answer(begin(recording.recorder))
    expect(await recording.generations()).toHaveLength(1)
    expect(recording.recorder.stats().unsampled).toBe(1)
  })
})

describe('the allow-list', () => {
  const params = { temperature: 0.5, apiKey: 'opaque', headers: { authorization: 'opaque' } }

  test('keeps a provider’s own settings out of the record', async () => {
    const recording = startRecording()
    answer(begin(recording.recorder, { params }))
    expect((await onlyGeneration(recording)).request.params).toEqual({ temperature: 0.5 })
  })

  test('names what is kept instead, and leaves nothing behind where nothing is', async () => {
    const recording = startRecording({ allow: { params: ['logitBias'], metadata: ['plan'] } })
    answer(
      begin(
        recording.recorder,
        { params: { ...params, logitBias: { 50256: -100 } } },
        { metadata: { ip: '::1', plan: 'pro' } },
      ),
    )
    answer(begin(recording.recorder, { params }, { metadata: { ip: '::1' } }))
    const [first, second] = await recording.generations()
    expect(first).toMatchObject({ request: { params: { logitBias: { 50256: -100 } } }, metadata: { plan: 'pro' } })
    expect(JSON.stringify([first, second])).not.toMatch(/opaque|::1|temperature/)
    expect(second).not.toHaveProperty('metadata')
    expect(second?.request).not.toHaveProperty('params')
  })
})

describe('waitUntil', () => {
  test('is given a promise that resolves when the call is written', async () => {
    const waiting: Promise<void>[] = []
    const { recorder } = startRecording({ waitUntil: (written) => void waiting.push(written) })
    const call = begin(recorder)
    expect(waiting).toHaveLength(1)
    answer(call)
    expect(recorder.stats().written).toBe(0)
    await Promise.all(waiting)
    expect(recorder.stats().written).toBe(1)
  })

  test('of the request comes first', async () => {
    const waiting: string[] = []
    const { recorder } = startRecording({ waitUntil: () => void waiting.push('recorder') })
    withContext({ waitUntil: () => void waiting.push('request') }, () => answer(begin(recorder)))
    expect(waiting).toEqual(['request'])
  })

  test('that throws costs the app nothing, and the record neither', async () => {
    const recording = startRecording({
      waitUntil() {
        throw new Error('outside of a request')
      },
    })
    answer(begin(recording.recorder))
    expect(await recording.generations()).toHaveLength(1)
    await vi.waitFor(() => expect(recording.errors).toHaveLength(1))
    expect(recording.errors[0]?.message).toMatch(/waitUntil refused.*outside of a request/)
  })
})

describe('redaction', () => {
  test('searches each text once, however often the history comes again', async () => {
    let searched = 0
    const counting: Detector = {
      name: 'counting',
      tag: 'COUNTED',
      version: 1,
      find(text) {
        searched += text.length
        const start = text.indexOf('4711')
        return start < 0 ? [] : [{ start, end: start + 4 }]
      },
    }
    const recording = startRecording({ redact: createRedactor({ detectors: [counting] }) })
    const turns = Array.from(
      { length: 40 },
      (_, turn) => `${turn} ${'words that say nothing '.repeat(10)}${turn === 3 ? '4711' : ''}`,
    )
    for (let turn = 1; turn <= turns.length; turn += 1) {
      // Fresh strings, as from the body of a request.
      const messages = turns.slice(0, turn).map((text) => textMessage('user', JSON.parse(JSON.stringify(text))))
      answer(begin(recording.recorder, { messages }))
    }
    const last = (await recording.generations()).at(-1)
    expect(JSON.stringify(last?.request)).toContain('nothing [COUNTED]')
    expect(last?.redaction).toEqual({ rules: ['counting'], counts: { counting: 1 } })
    const once = turns.join('').length
    // The masked text is looked at again; short ones are not worth remembering.
    expect(searched).toBeLessThan(once * 1.2)
  })
})

test('a text is never taken for another one that begins and ends like it', async () => {
  const recording = startRecording({ redact: 'all' })
  const [head, tail] = ['The beginning is the same. ', ' And so is the end of it all.']
  for (const middle of ['nothing at all here', 'ada@mail.example.com', 'bob@mail.example.com'.padEnd(20)]) {
    answer(begin(recording.recorder, { messages: [textMessage('user', `${head}${middle.padEnd(20)}${tail}`)] }))
  }
  const log = JSON.stringify(await recording.generations())
  expect(log).not.toContain('@mail')
  expect(log).toContain('nothing at all here')
  expect(log.match(/\[EMAIL\]/g)).toHaveLength(2)
})

describe('what is handed to the store', () => {
  test('comes in pieces that leave the event loop free', async () => {
    const sizes: number[] = []
    const inner = memoryStore()
    const store: Store = {
      ...inner,
      append(events: readonly LogEvent[]) {
        sizes.push(JSON.stringify(events).length)
        return inner.append(events)
      },
    }
    const { recorder } = startRecording({ store })
    for (let call = 0; call < 40; call += 1) {
      answer(begin(recorder, { messages: [textMessage('user', 'x'.repeat(100_000))] }))
    }
    let loops = 0
    const count = (): NodeJS.Immediate => setImmediate(() => (loops += 1) && count())
    const counting = count()
    await recorder.flush()
    clearImmediate(counting)
    expect(Math.max(...sizes)).toBeLessThan(300_000)
    expect(loops).toBeGreaterThan(10)
  })

  test('comes together under load, and at once when somebody waits', async () => {
    const inner = memoryStore()
    let appends = 0
    const store: Store = { ...inner, append: (events) => ((appends += 1), inner.append(events)) }
    const { recorder } = startRecording({ store })
    for (let call = 0; call < 60; call += 1) {
      answer(begin(recorder))
      await pause(1)
    }
    await recorder.flush()
    expect(recorder.stats().written).toBe(60)
    expect(appends).toBeLessThan(30)
    const started = performance.now()
    for (let call = 0; call < 50; call += 1) {
      answer(begin(recorder))
      await recorder.flush()
    }
    expect(performance.now() - started).toBeLessThan(300)
  })

  test('is given up after five tries, calls are dropped for a while, and then captured again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const inner = memoryStore()
    let isBroken = true
    const recording = startRecording({
      store: {
        ...inner,
        append: async (events) => (isBroken ? Promise.reject(new Error('full')) : inner.append(events)),
      },
    })
    const { recorder } = recording
    answer(begin(recorder))
    await recorder.flush()
    expect(recorder.stats()).toMatchObject({ failed: 6, dropped: { store_failed: 1 } })
    answer(begin(recorder))
    expect(recorder.stats()).toMatchObject({ active: 0, captured: 1, dropped: { store_failed: 2 } })
    isBroken = false
    vi.advanceTimersByTime(31_000)
    answer(begin(recorder))
    const events = await recording.events()
    expect(events.map(({ type }) => type)).toEqual(['gap', 'generation'])
    expect(events[0]).toMatchObject({ dropped: { store_failed: 2 } })
    expect(recorder.enabled).toBe(true)
  })
})
