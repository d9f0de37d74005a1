import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrapLanguageModel } from 'ai'
import type { MockLanguageModelV4 } from 'ai/test'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { captureMiddleware, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import { jsonlStore } from '../../../src/storage/jsonl/index.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { answerOf, modelThatAnswers } from './mock-model.ts'

/** What the SDK's own types would not let a test build. */
type OddModel = {
  specificationVersion: string
  provider: string
  modelId: string
  doGenerate(options: object): Promise<unknown>
  doStream(options: object): Promise<{ stream: ReadableStream<unknown> }>
}

type Methods = Partial<Record<'doGenerate' | 'doStream', (options: object) => unknown>>
type Prompt = Parameters<MockLanguageModelV4['doGenerate']>[0]['prompt']

const answer = answerOf('Hi')
const question: Prompt[number] = { role: 'user', content: [{ type: 'text', text: 'Hello' }] }
const prompt = [question]

function modelOf(methods: Methods = {}): OddModel {
  return {
    specificationVersion: 'v3',
    provider: 'odd',
    modelId: 'odd-model',
    doGenerate: async () => answer,
    doStream: async () => ({ stream: streamOf([]) }),
    ...methods,
  } as OddModel
}

function modelThatSends(parts: readonly object[], failure?: Error): OddModel {
  return modelOf({ doStream: async () => ({ stream: streamOf(parts, failure) }) })
}

function toolCall(input: string): object {
  return { type: 'tool-call', toolCallId: 'c', toolName: 't', input }
}

function textBlock(text: string): object[] {
  return [
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: text },
    { type: 'text-end', id: '1' },
  ]
}

/** Sends the parts, then closes, or fails when there is a failure. */
function streamOf(parts: readonly object[], failure?: Error): ReadableStream<unknown> {
  const waiting = [...parts]
  return new ReadableStream(
    {
      pull(controller) {
        if (waiting.length > 0) return controller.enqueue(waiting.shift())
        if (failure === undefined) return controller.close()
        controller.error(failure)
      },
    },
    { highWaterMark: 0 },
  )
}

async function read(model: OddModel): Promise<void> {
  const { stream } = await model.doStream({ prompt })
  await Array.fromAsync(stream)
}

function unreadable(): never {
  throw new Error('unreadable')
}

describe('a model that the app wraps', () => {
  test('may be patched with a method that calls the wrapped one', async () => {
    const recording = startRecording()
    const model = wrapModel(modelOf(), recording)
    const original = model.doGenerate
    const patch: OddModel['doGenerate'] = (options) => original(options)
    model.doGenerate = patch
    expect(model.doGenerate).toBe(patch)
    expect(await model.doGenerate({ prompt })).toBe(answer)
    await onlyGeneration(recording)
  })

  test('may be spied on', async () => {
    const recording = startRecording()
    const model = wrapModel(modelOf(), recording)
    const spy = vi.spyOn(model, 'doGenerate')
    await model.doGenerate({ prompt })
    expect(spy).toHaveBeenCalledOnce()
    spy.mockRestore()
    expect(await model.doGenerate({ prompt })).toBe(answer)
    expect(await recording.generations()).toHaveLength(2)
  })

  test('may be frozen', async () => {
    const recording = startRecording()
    const frozen = Object.freeze(modelOf())
    const model = wrapModel(frozen, recording)
    expect(Object.keys(model)).toEqual(Object.keys(frozen))
    expect(await model.doGenerate({ prompt })).toBe(answer)
    await onlyGeneration(recording)
  })

  test('may answer without a promise', async () => {
    const recording = startRecording()
    const model = wrapModel(modelOf({ doGenerate: () => answer }), recording)
    expect(await model.doGenerate({ prompt })).toBe(answer)
    await onlyGeneration(recording)
  })

  test('may give its stream without a promise', async () => {
    const recording = startRecording()
    await read(wrapModel(modelOf({ doStream: () => ({ stream: streamOf([]) }) }), recording))
    expect(await onlyGeneration(recording)).toMatchObject({ stream: true })
  })

  test('may have getters that throw', async () => {
    const { recorder } = startRecording()
    const odd = Object.defineProperty(modelOf(), 'provider', { get: unreadable })
    expect(await wrapModel(odd, { recorder }).doGenerate({ prompt })).toBe(answer)
    expect(recorder.stats().dropped).toEqual({ capture_failed: 1 })
  })
})

describe('a request', () => {
  test('with getters that throw reaches the model', async () => {
    const { recorder } = startRecording()
    const options = Object.defineProperty({ prompt }, 'headers', { get: unreadable })
    expect(await wrapModel(modelOf(), { recorder }).doGenerate(options)).toBe(answer)
    expect(recorder.stats().dropped).toEqual({ capture_failed: 1 })
  })

  test('with a hole in its prompt is captured once', async () => {
    const recording = startRecording()
    const holed: unknown[] = [question]
    holed[2] = question
    await wrapModel(modelOf(), recording).doGenerate({ prompt: holed })
    await onlyGeneration(recording)
    expect(recording.recorder.stats()).toMatchObject({ active: 0, captured: 1, written: 1, dropped: {} })
  })
})

describe('a call that is left out', () => {
  function capturedBy(recorder: Recorder): MockLanguageModelV4 {
    const middleware = captureMiddleware({ recorder })
    return wrapLanguageModel({ model: modelThatAnswers(answer), middleware }) as MockLanguageModelV4
  }

  test('for want of consent is left out by the doors below too', async () => {
    const recording = startRecording()
    const { recorder } = recording
    await wrapModel(capturedBy(recorder), { recorder, consent: false }).doGenerate({ prompt })
    expect(await recording.generations()).toEqual([])
    expect(recorder.stats()).toMatchObject({ unsampled: 0, dropped: { no_consent: 1 } })
  })

  test('by the context is counted once', async () => {
    const recording = startRecording()
    const { recorder } = recording
    await withContext({ capture: false }, () => wrapModel(capturedBy(recorder), { recorder }).doGenerate({ prompt }))
    expect(await recording.generations()).toEqual([])
    expect(recorder.stats()).toMatchObject({ unsampled: 1, dropped: {} })
  })

  test('by the sample is not drawn again by the doors below', async () => {
    const sample = vi.fn<() => boolean>(() => true).mockReturnValueOnce(false)
    const recording = startRecording({ sample })
    const { recorder } = recording
    await wrapModel(capturedBy(recorder), { recorder }).doGenerate({ prompt })
    expect(await recording.generations()).toEqual([])
    expect(recorder.stats()).toMatchObject({ unsampled: 1, dropped: {} })
  })
})

describe('the answer', () => {
  test.for([6_000, 20_000])('with a tool input %i levels deep does not stop capture', async (depth) => {
    const folder = await mkdtemp(join(tmpdir(), 'finetap-'))
    const { recorder } = startRecording({ store: jsonlStore(folder) })
    onTestFinished(async () => {
      await recorder.close()
      await rm(folder, { recursive: true, force: true })
    })
    const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const model = modelOf({ doGenerate: async () => ({ ...answer, content: [toolCall(deep)] }) })
    await wrapModel(model, { recorder }).doGenerate({ prompt })
    await wrapModel(modelOf(), { recorder }).doGenerate({ prompt })
    await recorder.flush()
    expect(recorder.enabled).toBe(true)
    expect(recorder.stats()).toMatchObject({ written: 2, active: 0 })
  })

  test('with a key __proto__ in a tool input is kept without it', async () => {
    const recording = startRecording()
    await read(wrapModel(modelThatSends([toolCall('{"__proto__":{},"a":1}')]), recording))
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'c', name: 't', arguments: { a: 1 } },
    ])
  })

  test('that fails unheard stays an unhandled rejection of the app', { timeout: 1_000 }, async () => {
    const lost = new Error('lost')
    const model = wrapModel(modelOf({ doGenerate: () => Promise.reject(lost) }), startRecording())
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    onTestFinished(() => listeners.forEach((listener) => process.on('unhandledRejection', listener)))
    const unhandled = once(process, 'unhandledRejection')
    void model.doGenerate({ prompt })
    expect((await unhandled)[0]).toBe(lost)
  })
})

describe('a stream', () => {
  test('whose error has an unreadable name hands that very error on', { timeout: 1_000 }, async () => {
    const { recorder } = startRecording()
    const failure = Object.defineProperty(new Error('broken'), 'name', { get: unreadable })
    const reading = read(wrapModel(modelThatSends([], failure), { recorder }))
    expect(await reading.catch((error: unknown) => error)).toBe(failure)
    expect(recorder.stats().active).toBe(0)
  })

  test('comes in a result that keeps its class and getters', async () => {
    class Result {
      stream = streamOf([])
      get request(): string {
        return 'sent'
      }
    }
    const result = await wrapModel(modelOf({ doStream: async () => new Result() }), startRecording()).doStream({
      prompt,
    })
    expect(result).toBeInstanceOf(Result)
    expect(result).toMatchObject({ request: 'sent' })
  })

  test('that is locked reaches the app as it is, and the lost record is counted', async () => {
    const { recorder } = startRecording()
    const locked = streamOf([])
    locked.getReader()
    const model = wrapModel(modelOf({ doStream: async () => ({ stream: locked }) }), { recorder })
    expect((await model.doStream({ prompt })).stream).toBe(locked)
    expect(recorder.stats()).toMatchObject({ active: 0, dropped: { capture_failed: 1 } })
  })

  test('that comes when the signal has already fired is aborted', async () => {
    const recording = startRecording()
    const controller = new AbortController()
    const odd = modelOf({
      async doStream() {
        controller.abort()
        return { stream: new ReadableStream({}, { highWaterMark: 0 }) }
      },
    })
    await wrapModel(odd, recording).doStream({ prompt, abortSignal: controller.signal })
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
  })

  test('that tells of an abort in an error part is aborted', async () => {
    const recording = startRecording()
    const error = new DOMException('stop', 'AbortError')
    await read(wrapModel(modelThatSends([{ type: 'error', error }]), recording))
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'aborted' })
  })

  test('may send the signature of its reasoning with an empty delta', async () => {
    const recording = startRecording()
    const providerMetadata = { anthropic: { signature: 'sig' } }
    const parts = [
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'hm' },
      { type: 'reasoning-delta', id: '0', delta: '', providerMetadata },
      { type: 'reasoning-end', id: '0' },
    ]
    await read(wrapModel(modelThatSends(parts), recording))
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'reasoning', text: 'hm', signature: 'sig' },
    ])
  })

  test('may preview the result of its own tool: the last one counts', async () => {
    const recording = startRecording()
    const result = (value: string, preliminary: boolean) => ({
      type: 'tool-result',
      toolCallId: 'c',
      toolName: 't',
      result: value,
      preliminary,
    })
    const parts = [toolCall('{}'), result('half', true), result('most', true), result('all', false), ...textBlock('A')]
    await read(wrapModel(modelThatSends(parts), recording))
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'c', name: 't', arguments: {} },
      { type: 'tool_result', id: 'c', name: 't', result: 'all' },
      { type: 'text', text: 'A' },
    ])
  })

  test('that breaks behind a preview keeps it as it came', async () => {
    const recording = startRecording()
    const preview = { type: 'tool-result', toolCallId: 'c', toolName: 't', result: 'half', preliminary: true }
    await read(wrapModel(modelThatSends([preview], new Error('lost')), recording)).catch(() => undefined)
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'other', kind: 'tool-result', value: preview },
    ])
  })

  test('that breaks within the free text for a tool keeps the text', async () => {
    const recording = startRecording()
    const parts = [
      { type: 'tool-input-start', id: 'c', toolName: 'sql', inputEncoding: 'text' },
      { type: 'tool-input-delta', id: 'c', delta: 'select ' },
      { type: 'tool-input-delta', id: 'c', delta: '1' },
    ]
    await read(wrapModel(modelThatSends(parts, new Error('lost')), recording)).catch(() => undefined)
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'tool_call', id: 'c', name: 'sql', arguments: {}, argumentsRaw: 'select 1' },
    ])
  })

  test('may say who it is bit by bit, and raw pieces are left out', async () => {
    const recording = startRecording()
    const parts = [
      { type: 'response-metadata', id: 'r1' },
      { type: 'raw', rawValue: { hidden: true } },
      { type: 'ping' },
      { type: 'response-metadata', modelId: 'm-2026' },
      ...textBlock('A'),
    ]
    await read(wrapModel(modelThatSends(parts), recording))
    expect(await onlyGeneration(recording)).toMatchObject({
      model: { responded: 'm-2026' },
      response: { id: 'r1', messages: [{ parts: [{ type: 'text', text: 'A' }] }] },
    })
  })

  test('may give two texts the same id: they stay apart, in their order', async () => {
    const recording = startRecording()
    const parts = [...textBlock('A'), toolCall('{}'), ...textBlock('B')]
    await read(wrapModel(modelThatSends(parts), recording))
    expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
      { type: 'text', text: 'A' },
      { type: 'tool_call', id: 'c', name: 't', arguments: {} },
      { type: 'text', text: 'B' },
    ])
  })
})
