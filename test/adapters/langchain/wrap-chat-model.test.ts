import './support/no-tracing.ts'
import { CallbackManager } from '@langchain/core/callbacks/manager'
import { InMemoryCache } from '@langchain/core/caches'
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing'
import { ChatOllama } from '@langchain/ollama'
import type { ChatOpenAI } from '@langchain/openai'
import { initChatModel } from 'langchain'
import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { unwrapChatModel, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { withContext } from '../../../src/middleware/context.ts'
import { isWrapped, unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { collectGarbage } from './support/collect-garbage.ts'
import { startStub, type Answer } from './support/stub.ts'

const HELLO: Answer = { text: ['Hello', ' there'] }
const weather = {
  type: 'function',
  function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object' } },
} as const

async function wrapped(answer: Answer = HELLO) {
  const [stub, recording] = [await startStub(() => answer), startRecording()]
  return { stub, recording, model: wrapChatModel(stub.model({ temperature: 0.2 }), recording) }
}

describe('what is captured', () => {
  test('messages, settings, usage, ids and the finish reason', async () => {
    const { model, recording } = await wrapped()
    const answer = await withContext({ conversationId: 'c1' }, () =>
      model.invoke(
        [
          ['system', 'Be brief.'],
          ['user', 'Hi'],
          ['ai', 'Yes?'],
          ['user', 'Hello'],
        ],
        {
          stop: ['END'],
          seed: 7,
          tools: [weather],
          tool_choice: 'auto',
          response_format: { type: 'json_object' },
          tags: ['support'],
          metadata: { plan: 'pro', session_id: 's1' },
        },
      ),
    )
    expect(answer.text).toBe('Hello there')
    expect(await onlyGeneration(recording)).toMatchObject({
      conversationId: 'c1',
      sessionId: 's1',
      tags: ['support'],
      metadata: { plan: 'pro' },
      link: { how: 'context' },
      source: { adapter: 'langchain', framework: 'langchain', version: expect.stringMatching(/^\d/) },
      operation: 'chat',
      stream: false,
      model: { provider: 'openai', requested: 'demo', responded: 'demo-2026' },
      request: {
        messages: [
          { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
          { role: 'assistant', parts: [{ type: 'text', text: 'Yes?' }] },
          { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
        ],
        tools: [{ name: 'weather', description: 'Tells it.', parameters: { type: 'object' } }],
        toolChoice: 'auto',
        responseFormat: { type: 'json' },
        params: { temperature: 0.2, stop: ['END'], seed: 7 },
      },
      response: {
        id: 'chatcmpl-1',
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello there' }] }],
        finishReason: 'stop',
      },
      usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 },
      status: 'ok',
    })
  })

  test('tool calls whose arguments are no JSON, whole and streamed', async () => {
    const { model, recording } = await wrapped({ calls: [{ id: 'c1', name: 'weather', args: '{"city": "Ro' }] })
    await model.invoke('Weather?')
    await Array.fromAsync(await model.stream('Weather?'))
    const part = { type: 'tool_call', id: 'c1', name: 'weather', arguments: {}, argumentsRaw: '{"city": "Ro' }
    expect((await recording.generations()).map(({ response }) => response.messages)).toEqual([
      [{ role: 'assistant', parts: [part] }],
      [{ role: 'assistant', parts: [part] }],
    ])
  })

  test('each call of a batch', async () => {
    const { model, recording } = await wrapped()
    await model.batch(['One', 'Two', 'Three'])
    await model.generatePrompt([{ toChatMessages: () => [] }, { toChatMessages: () => [] }] as never)
    const generations = await recording.generations()
    expect(generations).toHaveLength(5)
    expect(new Set(generations.map(({ turnId }) => turnId)).size).toBe(5)
    expect(recording.recorder.stats().active).toBe(0)
  })

  test('a failure, and the retries of the client as one call', async () => {
    const recording = startRecording()
    const stub = await startStub((_, index) => (index === 0 ? { status: 500 } : HELLO))
    const model = wrapChatModel(stub.model({ maxRetries: 2 }), recording)
    await model.invoke('Hello')
    expect(stub.bodies).toHaveLength(2)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok', attempt: 0 })
  })

  test('answers from the cache, marked', async () => {
    const [stub, recording] = [await startStub(() => HELLO), startRecording()]
    const model = wrapChatModel(stub.model({ cache: new InMemoryCache() }), recording)
    await model.invoke('Hello')
    await model.invoke('Hello')
    expect(stub.bodies).toHaveLength(1)
    const warnings = (await recording.generations()).map(({ response }) => response.warnings?.length ?? 0)
    expect(warnings).toEqual([0, 1])
  })
})

describe('what the app keeps', () => {
  test('the same instance, wrapped twice as once, and as it was behind unwrap', async () => {
    const [stub, recording] = [await startStub(() => HELLO), startRecording()]
    const model = stub.model()
    const before = Reflect.ownKeys(model)
    expect(wrapChatModel(wrapChatModel(model, recording), recording)).toBe(model)
    expect(isWrapped(model)).toBe(true)
    expect(Object.keys(model)).toEqual(before)
    await model.invoke('Hello')
    expect(await recording.generations()).toHaveLength(1)
    const bound = model.bindTools([weather])
    expect(unwrapChatModel(model)).toBe(model)
    expect(isWrapped(model)).toBe(false)
    expect(Reflect.ownKeys(model)).toEqual(before)
    expect(model.callbacks).toBeUndefined()
    await model.invoke('Hello')
    await bound.invoke('Hello')
    expect(await recording.generations()).toHaveLength(1)
    expect(unwrap(wrapChatModel(model, recording))).toBe(model)
    expect(model.callbacks).toBeUndefined()
  })

  test('its own callbacks, in a list or a manager that others use too', async () => {
    const [stub, recording] = [await startStub(() => HELLO), startRecording()]
    const seen: string[] = []
    const own = { handleLLMEnd: () => void seen.push('end') }
    const list = [own]
    const manager = CallbackManager.fromHandlers(own)
    const models = [stub.model({ callbacks: list }), stub.model({ callbacks: manager })]
    for (const model of models) await wrapChatModel(model, recording).invoke('Hello')
    expect(seen).toEqual(['end', 'end'])
    expect(await recording.generations()).toHaveLength(2)
    expect([list.length, manager.handlers.length]).toEqual([1, 1])
    for (const model of models) unwrapChatModel(model)
    expect(models.map(({ callbacks }) => callbacks)).toEqual([list, manager])
    expect(models[0]?.callbacks).toBe(list)
  })

  test('what it throws is the very error', async () => {
    const recording = startRecording()
    const failure = new Error('no')
    const model = new FakeListChatModel({ responses: ['a'] })
    model._generate = () => Promise.reject(failure)
    await expect(wrapChatModel(model, recording).invoke('Hello')).rejects.toBe(failure)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'error', error: { message: 'no' } })
  })

  test('a recorder that throws is not noticed', async () => {
    const warn = vi.spyOn(console, 'warn')
    const { model } = await wrapped()
    const broken = {
      ...startRecording().recorder,
      begin: () => {
        throw new Error('broken')
      },
    }
    const other = wrapChatModel(unwrapChatModel(model), { recorder: broken })
    expect((await other.invoke('Hello')).text).toBe('Hello there')
    expect((await Array.fromAsync(await other.stream('Hello'))).length).toBeGreaterThan(1)
    expect(warn).not.toHaveBeenCalled()
  })

  test('what is no model is refused', () => {
    expect(() => wrapChatModel('openai:gpt-5' as never)).toThrow(/pass the model itself/)
    expect(() => wrapChatModel({ invoke: async () => '' })).toThrow(/no chat model/)
    expect(() => wrapChatModel(Object.freeze(new FakeListChatModel({ responses: [] })))).toThrow(/frozen/)
    expect(() => wrapChatModel(new FakeListChatModel({ responses: [] }), { recorder: './x' as never })).toThrow(
      /recorder/,
    )
  })
})

describe('the handler survives', () => {
  const ways: { readonly [name: string]: (model: ChatOpenAI) => PromiseLike<unknown> } = {
    bindTools: (model) => model.bindTools([weather]).invoke('Hello'),
    'withConfig of bindTools': (model) =>
      model
        .bindTools([weather])
        .withConfig({ tags: ['x'] })
        .invoke('Hello'),
    withConfig: (model) => model.withConfig({ stop: ['x'] }).invoke('Hello'),
    withRetry: (model) => model.withRetry().invoke('Hello'),
    withFallbacks: (model) => model.withFallbacks([]).invoke('Hello'),
    'callbacks of the call': (model) => model.invoke('Hello', { callbacks: [] }),
    'a stream of bindTools': async (model) => Array.fromAsync(await model.bindTools([weather]).stream('Hello')),
    withStructuredOutput: (model) =>
      model
        .withStructuredOutput(z.object({ city: z.string() }), { method: 'functionCalling', name: 'weather' })
        .invoke('Where?'),
    'withStructuredOutput, as JSON': (model) =>
      model.withStructuredOutput(z.object({ city: z.string() }), { method: 'jsonMode' }).invoke('Where?'),
    chains: (model) => model.pipe((answer) => answer.text).invoke('Hello'),
  }
  test.each(Object.entries(ways))('%s', async (name, call) => {
    const isStructured = name.includes('Structured')
    const args = '{"city":"Rome"}'
    const answer = isStructured ? { text: [args], calls: [{ id: 'c', name: 'weather', args }] } : HELLO
    const { model, recording } = await wrapped(answer)
    await call(model)
    expect(await onlyGeneration(recording)).toMatchObject({ status: 'ok' })
  })

  test('a model that is made by its name, when it is called', async () => {
    const [stub, recording] = [await startStub(() => HELLO), startRecording()]
    const { apiKey, clientConfig } = stub.model()
    const made = await initChatModel('demo', { modelProvider: 'openai', apiKey, configuration: clientConfig })
    const model = wrapChatModel(made, recording)
    await model.invoke('Hello')
    await model.bindTools([weather]).invoke('Hello')
    await Array.fromAsync(await model.stream('Hello'))
    await model.batch(['Hello'])
    expect((await recording.generations()).map(({ model: { requested }, stream }) => [requested, stream])).toEqual([
      ['demo', false],
      ['demo', false],
      ['demo', true],
      ['demo', false],
    ])
  })

  test('bindings and fallbacks that are wrapped themselves', async () => {
    const recording = startRecording()
    const stub = await startStub((_, index) => (index === 0 ? { status: 500 } : HELLO))
    const model = stub.model()
    const wrappedOnes = wrapChatModel(
      model.withFallbacks([new ChatOllama({ model: 'm', baseUrl: 'http://127.0.0.1:9' }).withConfig({}), stub.model()]),
      recording,
    )
    await wrappedOnes.invoke('Hello')
    expect((await recording.generations()).map(({ status }) => status)).toEqual(['error', 'error', 'ok'])
    unwrap(wrappedOnes)
    await model.invoke('Hello')
    expect(await recording.generations()).toHaveLength(3)
  })

  test('no longer than the app keeps the model', async () => {
    const recording = startRecording()
    const model = await (async () => {
      const made = wrapChatModel(new FakeListChatModel({ responses: ['a'] }), recording)
      await made.invoke('Hello')
      return new WeakRef(made)
    })()
    await vi.waitFor(async () => {
      await collectGarbage()
      expect(model.deref()).toBeUndefined()
    })
  })

  test('fake models and their bound ones', async () => {
    const recording = startRecording()
    const model = wrapChatModel(new FakeStreamingChatModel({}), recording)
    await model.invoke('Hello')
    await model.bindTools([{ name: 'weather', schema: z.object({}) }]).invoke('Hello')
    expect(await recording.generations()).toHaveLength(2)
  })
})
