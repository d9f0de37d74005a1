import { APICallError, generateText, isStepCount, streamText, tool, wrapLanguageModel } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { captureMiddleware, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording, type Recording } from '../../support/recording.ts'
import {
  answerOf,
  failAfter,
  finish,
  modelThatAnswers,
  modelThatStreams,
  textParts,
  toolCallAnswer,
} from './mock-model.ts'

type Wrap = (model: MockLanguageModelV4, recording: Recording) => Parameters<typeof generateText>[0]['model']

const doors: readonly (readonly [string, Wrap])[] = [
  ['wrapModel', (model, { recorder }) => wrapModel(model, { recorder })],
  [
    'captureMiddleware',
    (model, { recorder }) => wrapLanguageModel({ model, middleware: captureMiddleware({ recorder }) }),
  ],
]

describe.each(doors)('%s', (_, wrap) => {
  test('captures generateText with its messages, model, usage and settings', async () => {
    const recording = startRecording()
    const model = wrap(modelThatAnswers(answerOf('Hello you')), recording)
    const { text } = await withContext({ conversationId: 'c1', userId: 'u1' }, () =>
      generateText({ model, instructions: 'Be kind.', prompt: 'Hello', temperature: 0.3, maxOutputTokens: 50 }),
    )
    expect(text).toBe('Hello you')
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 'c1',
      userId: 'u1',
      source: { adapter: 'ai-sdk', framework: 'ai', version: 'v4' },
      operation: 'chat',
      stream: false,
      model: { provider: 'mock', requested: 'mock-model', responded: 'mock-model-2026' },
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        ],
        params: { temperature: 0.3, maxOutputTokens: 50 },
      },
      response: {
        id: 'response-1',
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello you' }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: 3, outputTokens: 5 },
      status: 'ok',
    })
  })

  test('captures streamText as one message, and the app sees every chunk', async () => {
    const recording = startRecording()
    const model = wrap(modelThatStreams([...textParts('Grüße, ', '東京', ' 👋'), finish()]), recording)
    const result = streamText({ model, prompt: 'Hello' })
    expect(await Array.fromAsync(result.textStream)).toEqual(['Grüße, ', '東京', ' 👋'])
    const generation = await onlyGeneration(recording)
    expect(generation).toMatchObject({
      stream: true,
      response: { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Grüße, 東京 👋' }] }] },
      status: 'ok',
    })
    expect(generation.firstTokenMs).toBeGreaterThanOrEqual(0)
  })

  test('joins a tool loop to one turn of two steps', async () => {
    const recording = startRecording()
    const model = wrap(modelThatAnswers(toolCallAnswer('get_weather', { city: 'Paris' }), answerOf('20 °C')), recording)
    const { text } = await generateText({
      model,
      prompt: 'Weather in Paris?',
      stopWhen: isStepCount(3),
      tools: {
        get_weather: tool({
          description: 'The weather',
          inputSchema: z.object({ city: z.string() }),
          execute: async () => ({ celsius: 20 }),
        }),
      },
    })
    expect(text).toBe('20 °C')
    const [first, second] = await recording.generations()
    expect(first).toMatchObject({
      step: 0,
      link: { how: 'headers' },
      request: { tools: [{ name: 'get_weather', description: 'The weather', parameters: { type: 'object' } }] },
      response: {
        messages: [{ parts: [{ type: 'tool_call', id: 'call-1', name: 'get_weather', arguments: { city: 'Paris' } }] }],
        finishReason: 'tool_call',
      },
    })
    expect(second).toMatchObject({
      turnId: first?.turnId,
      step: 1,
      attempt: 0,
      request: {
        messages: [
          { role: 'user' },
          { role: 'assistant', parts: [{ type: 'tool_call', arguments: { city: 'Paris' } }] },
          { role: 'tool', parts: [{ type: 'tool_result', id: 'call-1', result: { celsius: 20 } }] },
        ],
      },
    })
  })

  test('counts retries of the SDK as attempts of one step', async () => {
    const recording = startRecording()
    let calls = 0
    const flaky = new MockLanguageModelV4({
      async doGenerate() {
        calls += 1
        if (calls > 1) return answerOf('at last')
        const failure = { message: 'overloaded', url: 'http://127.0.0.1', requestBodyValues: {}, statusCode: 529 }
        throw new APICallError({ ...failure, isRetryable: true, responseHeaders: { 'retry-after-ms': '1' } })
      },
    })
    await generateText({ model: wrap(flaky, recording), prompt: 'Hello', maxRetries: 1 })
    const [first, second] = await recording.generations()
    expect(first).toMatchObject({
      status: 'error',
      attempt: 0,
      error: { message: 'overloaded', status: 529, phase: 'request' },
    })
    expect(second).toMatchObject({ status: 'ok', attempt: 1, step: 0, turnId: first?.turnId })
  })

  test('keeps the partial text of a stream that the app aborts', async () => {
    const recording = startRecording()
    const controller = new AbortController()
    const model = wrap(modelThatStreams([...textParts('one ', 'two '), 'wait'], { signal: true }), recording)
    const result = streamText({ model, prompt: 'Count', abortSignal: controller.signal, onError() {} })
    const seen: string[] = []
    for await (const delta of result.textStream) {
      seen.push(delta)
      if (seen.length === 2) controller.abort()
    }
    expect(seen).toEqual(['one ', 'two '])
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'aborted',
      response: { messages: [{ parts: [{ text: 'one two ' }] }] },
    })
  })

  test('keeps the partial text of a stream that breaks, and the app gets its own error', async () => {
    const recording = startRecording()
    const failure = new Error('socket closed')
    const errors: unknown[] = []
    const model = wrap(modelThatStreams([...textParts('half'), failAfter(failure)]), recording)
    const result = streamText({ model, prompt: 'Hello', onError: ({ error }) => void errors.push(error) })
    await Array.fromAsync(result.textStream).catch((error: unknown) => errors.push(error))
    expect(errors.length).toBeGreaterThan(0)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'error',
      error: { message: 'socket closed', phase: 'stream' },
      response: { messages: [{ parts: [{ text: 'half' }] }] },
    })
  })

  test('an error part of the provider makes the record an error although the stream ends well', async () => {
    const recording = startRecording()
    const parts = [...textParts('half'), { type: 'error', error: new Error('overloaded') } as const, finish('error')]
    const result = streamText({ model: wrap(modelThatStreams(parts), recording), prompt: 'Hello', onError() {} })
    await result.consumeStream()
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { message: 'overloaded' } })
  })

  test('a stream that ends without its finish part is interrupted', async () => {
    const recording = startRecording()
    const result = streamText({
      model: wrap(modelThatStreams(textParts('half')), recording),
      prompt: 'x',
      onError() {},
    })
    await result.consumeStream()
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'interrupted',
      response: { messages: [{ parts: [{ text: 'half' }] }] },
    })
  })

  test('a rejected call passes the very same error on', async () => {
    const recording = startRecording()
    const failure = new TypeError('no such model')
    const model = wrap(
      new MockLanguageModelV4({ provider: 'mock', modelId: 'm', doGenerate: () => Promise.reject(failure) }),
      recording,
    )
    await expect(generateText({ model, prompt: 'Hello', maxRetries: 0 })).rejects.toBe(failure)
    expect(await onlyGeneration(recording)).toMatchObject({
      status: 'error',
      error: { name: 'TypeError' },
      response: { messages: [] },
    })
  })

  test('switched off, the model answers as if it were not wrapped', async () => {
    const recording = startRecording({ enabled: false })
    const { text } = await generateText({ model: wrap(modelThatAnswers(answerOf('Hi')), recording), prompt: 'Hello' })
    expect(text).toBe('Hi')
    expect(await recording.generations()).toEqual([])
  })
})

describe('the value that wrapModel returns', () => {
  test('keeps class, getters, private fields and the identity of methods', () => {
    class Model extends MockLanguageModelV4 {
      #secret = 42
      baseUrl = 'a'
      get secret(): number {
        return this.#secret
      }
      reveal(): number {
        return this.#secret
      }
    }
    const raw = new Model({ provider: 'mock', modelId: 'm' })
    const model = wrapModel(raw, startRecording())
    expect(model).toBeInstanceOf(Model)
    expect(model.constructor).toBe(Model)
    expect(model.secret).toBe(42)
    expect(model.reveal()).toBe(42)
    expect(model.reveal).toBe(model.reveal)
    expect(model.doStream).toBe(model.doStream)
    raw.baseUrl = 'b'
    expect(model.baseUrl).toBe('b')
    model.baseUrl = 'c'
    expect(raw.baseUrl).toBe('c')
  })

  test('is the same when wrapped twice, and unwraps to the model', async () => {
    const recording = startRecording()
    const raw = modelThatAnswers(answerOf('Hi'))
    const once = wrapModel(raw, recording)
    expect(wrapModel(once, recording)).toBe(once)
    expect(unwrap(once)).toBe(raw)
    expect(unwrap(raw)).toBe(raw)
    await generateText({ model: wrapModel(once, recording), prompt: 'Hello' })
    expect(await recording.generations()).toHaveLength(1)
  })

  test('records once when the SDK wraps a wrapped model again', async () => {
    const recording = startRecording()
    const model = wrapLanguageModel({
      model: wrapModel(modelThatAnswers(answerOf('Hi')), recording),
      middleware: captureMiddleware(recording),
    })
    await generateText({ model, prompt: 'Hello' })
    expect(await recording.generations()).toHaveLength(1)
  })
})

test('call options are passed on untouched, and frozen ones are no obstacle', async () => {
  const recording = startRecording()
  const raw = modelThatAnswers(answerOf('Hi'))
  const prompt = Object.freeze([
    Object.freeze({ role: 'user', content: [Object.freeze({ type: 'text', text: 'Hi' })] }),
  ])
  const options = Object.freeze({ prompt, headers: Object.freeze({}) })
  await wrapModel(raw, recording).doGenerate(options as never)
  expect(raw.doGenerateCalls[0]).toBe(options)
  expect(await recording.generations()).toHaveLength(1)
})

test('what the provider changes in the prompt during the call does not reach the record', async () => {
  const recording = startRecording()
  const raw = new MockLanguageModelV4({
    async doGenerate({ prompt }) {
      prompt.push({ role: 'system', content: 'injected' })
      return answerOf('Hi')
    },
  })
  await wrapModel(raw, recording).doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })
  expect((await onlyGeneration(recording)).request.messages).toHaveLength(1)
})

test('a model that ignores the signal, and is read no more, still leaves its record', async () => {
  const recording = startRecording()
  const controller = new AbortController()
  const model = wrapModel(modelThatStreams([...textParts('one '), 'wait']), recording)
  const { stream } = await model.doStream({ prompt: [], abortSignal: controller.signal })
  const reader = stream.getReader()
  for (let part = 0; part < 3; part += 1) await reader.read()
  controller.abort()
  expect(await onlyGeneration(recording)).toMatchObject({
    status: 'aborted',
    response: { messages: [{ parts: [{ text: 'one ' }] }] },
  })
})

test('files, reasoning, sources, bad tool input and unknown parts are kept', async () => {
  const recording = startRecording()
  const content = [
    { type: 'reasoning', text: 'hmm', providerMetadata: { anthropic: { signature: 'sig' } } },
    { type: 'text', text: 'See' },
    { type: 'source', sourceType: 'url', id: 's1', url: 'https://docs.example/a', title: 'A' },
    { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([1, 2, 3]) } },
    { type: 'tool-call', toolCallId: 'c1', toolName: 'f', input: '{"a": oops' },
    { type: 'hologram', depth: 3 },
  ]
  const raw = new MockLanguageModelV4({ doGenerate: { ...answerOf(''), content: content as never } })
  await wrapModel(raw, recording).doGenerate({ prompt: [] })
  expect((await onlyGeneration(recording)).response.messages[0]?.parts).toEqual([
    { type: 'reasoning', text: 'hmm', signature: 'sig' },
    { type: 'text', text: 'See' },
    { type: 'source', id: 's1', uri: 'https://docs.example/a', title: 'A' },
    { type: 'file', mediaType: 'image/png', uri: 'data:image/png;base64,AQID' },
    { type: 'tool_call', id: 'c1', name: 'f', arguments: {}, argumentsRaw: '{"a": oops' },
    { type: 'other', kind: 'hologram', value: { type: 'hologram', depth: 3 } },
  ])
})

test('the id of a model in place of the model is refused with the fix', () => {
  expect(() => wrapModel('openai/gpt-5-mini' as never)).toThrow(
    'wrapModel was given the text "openai/gpt-5-mini". Fix: pass the model itself',
  )
})
