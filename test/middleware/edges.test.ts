import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { wrapModel } from '../../src/adapters/ai-sdk/index.ts'
import type { GenerationLabels } from '../../src/core/generation.ts'
import { textMessage, type Message, type Part } from '../../src/core/message.ts'
import { createRecorder as createDefaultRecorder } from '../../src/default-recorder.ts'
import { createAccumulator } from '../../src/middleware/accumulator.ts'
import type { Call } from '../../src/middleware/call.ts'
import { insideCall } from '../../src/middleware/context.ts'
import type { Recorder } from '../../src/middleware/recorder.ts'
import type { StreamTap } from '../../src/middleware/stream-tap.ts'
import { tapReadable } from '../../src/middleware/tap-readable.ts'
import { jsonlStore } from '../../src/storage/jsonl/index.ts'
import { memoryStore } from '../../src/storage/memory.ts'
import { answerOf, modelThatAnswers } from '../adapters/ai-sdk/mock-model.ts'
import { onlyGeneration, startRecording } from '../support/recording.ts'

function begin(recorder: Recorder, messages: readonly Message[] = [], labels: GenerationLabels = {}): Call | undefined {
  return recorder.begin({
    source: { adapter: 'test' },
    operation: 'chat',
    stream: false,
    model: { requested: 'parrot' },
    request: () => ({ messages }),
    labels,
  })
}

function answer(call: Call | undefined, parts: readonly Part[] = [{ type: 'text', text: 'Hi' }]): void {
  call?.end(() => ({ status: 'ok', response: { messages: [{ role: 'assistant', parts }] } }))
}

function silentTap<Chunk>(heard: string[] = []): StreamTap<Chunk> {
  return {
    asked() {},
    chunk: (chunk) => void heard.push(String(chunk)),
    done: () => void heard.push('done'),
    failed: () => void heard.push('failed'),
    cancelled: () => void heard.push('cancelled'),
  }
}

describe('a tapped stream', () => {
  test('closes for all who wait, when several reads wait at its end', async () => {
    let close = (): void => {}
    const source = new ReadableStream<string>({ start: (controller) => void (close = () => controller.close()) })
    const heard: string[] = []
    const stream = tapReadable(source, silentTap(heard))
    await Promise.resolve()
    const first = stream.getReader()
    const reads = [first.read()]
    await pause(1)
    reads.push(first.read(), first.read())
    close()
    expect(await Promise.all(reads)).toEqual(reads.map(() => ({ done: true, value: undefined })))
    expect(heard).toEqual(['done'])
  })

  test('is closed behind its last chunk, whether or not somebody reads on', async () => {
    const source = new ReadableStream<string>({
      start(controller) {
        controller.enqueue('last')
        controller.close()
      },
    })
    const heard: string[] = []
    const reader = tapReadable(source, silentTap(heard)).getReader()
    expect(await reader.read()).toEqual({ done: false, value: 'last' })
    await reader.closed
    expect(heard).toEqual(['last', 'done'])
  })

  test('breaks when its source breaks while nobody reads', async () => {
    let fail: (error: Error) => void = () => {}
    const source = new ReadableStream<string>({
      start: (controller) => void (fail = (error) => controller.error(error)),
    })
    const reader = tapReadable(source, silentTap()).getReader()
    const broken = new Error('socket')
    fail(broken)
    await expect(reader.closed).rejects.toBe(broken)
    await expect(reader.read()).rejects.toBe(broken)
  })

  test('comes in a result whose private fields go on working', async () => {
    class Result {
      readonly #request = { body: 'private' }
      readonly stream = new ReadableStream<object>({ start: (controller) => controller.close() })
      get request() {
        return this.#request
      }
    }
    const model = {
      specificationVersion: 'v4',
      provider: 'p',
      modelId: 'm',
      doStream: async (_options: object) => Object.freeze(new Result()),
      doGenerate: async (_options: object) => ({}),
    }
    const recording = startRecording()
    const result = await wrapModel(model, recording).doStream({ prompt: [] })
    expect(result).toBeInstanceOf(Result)
    expect(result.request).toEqual({ body: 'private' })
    expect(await result.stream.getReader().read()).toEqual({ done: true, value: undefined })
    expect(await recording.generations()).toHaveLength(1)
  })
})

describe('memory', () => {
  const large = 'x'.repeat(100_000)

  test.each<[string, Part]>([
    ['signatures', { type: 'reasoning', text: '', signature: large }],
    ['ids', { type: 'tool_call', id: large, name: 'a', arguments: {} }],
    ['names', { type: 'tool_result', id: 'a', name: large, result: null }],
    ['files', { type: 'file', mediaType: 'image/png', fileId: large }],
  ])('is bounded with large %s', (_, part) => {
    const { promise: never } = Promise.withResolvers<void>()
    const { recorder } = startRecording({
      queue: { bytes: 1_000_000 },
      store: { ...memoryStore(), append: () => never },
    })
    for (let call = 0; call < 30; call += 1) answer(begin(recorder), [part])
    expect(recorder.stats().dropped.queue_full).toBeGreaterThan(15)
  })

  test('is bounded with large tags', () => {
    const { promise: never } = Promise.withResolvers<void>()
    const { recorder } = startRecording({
      queue: { bytes: 1_000_000 },
      store: { ...memoryStore(), append: () => never },
    })
    for (let call = 0; call < 30; call += 1) answer(begin(recorder, [], { tags: [large] }))
    expect(recorder.stats().dropped.queue_full).toBeGreaterThan(15)
  })

  test('of an answer under way counts all that it holds', () => {
    const parts = createAccumulator(1_000_000)
    const file: Part = { type: 'file', mediaType: 'image/png', uri: large }
    expect(() => Array.from({ length: 20 }, () => parts.part(file))).toThrow(/larger than/)
    const thoughts = createAccumulator(1_000_000)
    expect(() => Array.from({ length: 20 }, (_, block) => thoughts.reasoning('', String(block), large))).toThrow(
      /larger/,
    )
    const calls = createAccumulator(1_000_000)
    expect(() => Array.from({ length: 20 }, (_, id) => calls.openToolCall(String(id), large))).toThrow(/larger/)
  })
})

describe('flush', () => {
  test('waits for what was captured before, not for what is captured meanwhile', async () => {
    const inner = memoryStore()
    const { recorder } = startRecording({
      store: { ...inner, append: (events) => pause(5).then(() => inner.append(events)) },
    })
    answer(begin(recorder, [textMessage('user', 'before')]))
    const steady = setInterval(() => answer(begin(recorder)), 1)
    onTestFinished(() => clearInterval(steady))
    await recorder.flush()
    expect(recorder.stats().captured).toBeLessThan(1_000)
  })
})

describe('options at their edges', () => {
  test('idleMs may be infinite', async () => {
    const recording = startRecording({ idleMs: Number.POSITIVE_INFINITY })
    const call = begin(recording.recorder)
    call?.waiting(false)
    await pause(30)
    answer(call)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })

  test('a waitUntil that rejects later costs nothing', async () => {
    const recording = startRecording({ waitUntil: () => Promise.reject(new Error('too late')) })
    answer(begin(recording.recorder))
    await recording.recorder.flush()
    await vi.waitFor(() => expect(recording.errors).toHaveLength(1))
    expect(recording.errors[0]?.message).toContain('too late')
  })

  test.each<[string, object]>([
    ['createRecorder has no option smaple', { smaple: 0 }],
    ['allow has no option meta', { allow: { meta: [] } }],
    ['queue has no option size', { queue: { size: 1 } }],
    ['onError of createRecorder is of type string', { onError: 'log' }],
    ['labels of createRecorder is of type string', { labels: 'prod' }],
    ['store of createRecorder is null', { store: null }],
    ['store is no store', { store: {} }],
  ])('refused: %s', (what, options) => {
    expect(() => startRecording(options)).toThrow(expect.objectContaining({ code: 'bad_option' }))
    expect(() => startRecording(options)).toThrow(what)
  })

  test('feedback must name an answer', () => {
    const { recorder } = startRecording()
    for (const target of [{}, 'turn', { turnid: 'x' }, { turnId: 5 }, undefined]) {
      expect(() => recorder.feedback(target as never, { thumb: 'up' })).toThrow(/names no answer.*Fix: pass the id/)
    }
    expect(() => recorder.feedback({ turnId: 't' }, undefined as never)).toThrow(/says nothing/)
  })

  test.each(['1', 'true', 'YES', 'on '])('FINETAP_OFF=%s switches off, whatever the app says', (value) => {
    vi.stubEnv('FINETAP_OFF', value)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(createDefaultRecorder({ store: memoryStore(), enabled: true }).enabled).toBe(false)
  })
})

describe('one call and another', () => {
  test('what begins behind the end of a call is no part of it, whatever started it', async () => {
    const recording = startRecording()
    const first = begin(recording.recorder)
    const later = insideCall(first?.outer ?? 'left out', () => pause(5).then(() => begin(recording.recorder)))
    answer(first)
    answer(await later)
    expect(await recording.generations()).toHaveLength(2)
  })

  test('the allow-list of the recorder that writes counts, not that of an inner door', async () => {
    const recording = startRecording({ allow: { metadata: ['plan'] } })
    const outer = begin(recording.recorder)
    const inner = startRecording().recorder
    insideCall(outer?.outer ?? 'left out', () => begin(inner, [], { metadata: { ssn: '078-05-1120', plan: 'pro' } }))
    answer(outer)
    expect((await onlyGeneration(recording)).metadata).toEqual({ plan: 'pro' })
  })

  test('a redaction that asks a captured model is not captured itself', async () => {
    const model = modelThatAnswers(answerOf('nothing personal'))
    const recording = startRecording({
      async redact(event) {
        await wrapped.doGenerate({ prompt: [] })
        return event
      },
    })
    const wrapped = wrapModel(model, recording)
    await wrapped.doGenerate({ prompt: [] })
    expect(await recording.generations()).toHaveLength(1)
  })
})

describe('a redaction that returns no event', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', '[object Object]'],
    ['a promise of nothing', Promise.resolve(null)],
  ])('loses that event, and no other: %s', async (_, returned) => {
    const recording = startRecording({
      redact: (event) => (event.type === 'generation' && event.userId === 'bad' ? (returned as never) : event),
    })
    for (const userId of ['a', 'bad', 'b']) answer(begin(recording.recorder, [], { userId }))
    expect((await recording.generations()).map(({ userId }) => userId)).toEqual(['a', 'b'])
    expect(recording.recorder.stats().dropped).toEqual({ redaction_failed: 1 })
  })
})

describe('a store that is lost', () => {
  test('is told once, and is tried again when capture is switched on again', async () => {
    const inner = memoryStore()
    let isGone = true
    const lost = { code: 'store_unwritable', name: 'FinetapError' }
    const recording = startRecording({
      store: {
        ...inner,
        append: (events) => (isGone ? Promise.reject(Object.assign(new Error('gone'), lost)) : inner.append(events)),
      },
    })
    const open = begin(recording.recorder)
    answer(begin(recording.recorder))
    await recording.recorder.flush()
    answer(open)
    await recording.recorder.flush()
    expect(recording.errors).toHaveLength(1)
    expect(recording.recorder.stats()).toMatchObject({ captured: 2, written: 0, dropped: { store_failed: 2 } })
    isGone = false
    recording.recorder.enabled = true
    answer(begin(recording.recorder))
    expect(await recording.generations()).toHaveLength(1)
  })

  test('there is a default even where the working directory is gone', () => {
    const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: no such file or directory, uv_cwd')
    })
    onTestFinished(() => cwd.mockRestore())
    expect(() => jsonlStore('./.finetap')).not.toThrow()
  })
})
