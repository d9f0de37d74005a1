import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createOllama } from 'ollama-ai-provider-v2'
import { createOpenAICompatible as createOpenAICompatible5 } from 'openai-compatible5'
import { createOpenAICompatible as createOpenAICompatible6 } from 'openai-compatible6'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { captureMiddleware, wrapModel, wrapModelProvider } from '../../../src/adapters/ai-sdk/index.ts'
import type { LanguageModelLike } from '../../../src/adapters/ai-sdk/index.ts'
import { isWrapped, unwrap } from '../../../src/middleware/unwrap.ts'
import { onlyGeneration, startRecording } from '../../support/recording.ts'
import { say } from './support/answers.ts'
import { ai7Major, majors, type Major } from './support/majors.ts'

const mock = (major: Major = ai7Major): LanguageModelLike => major.model(() => say('Hi'))

const settings = { name: 'local', baseURL: 'http://127.0.0.1:9/v1' }
const real = [
  ['5', createOpenAICompatible5(settings)],
  ['6', createOpenAICompatible6(settings)],
  ['7', createOpenAICompatible(settings)],
] as const

describe.each(real)('the provider of openai-compatible for ai %s', (_, provider) => {
  const wrapped = wrapModelProvider(provider, startRecording())

  test('gives wrapped language models, however it is asked', () => {
    for (const model of [
      wrapped('m'),
      wrapped.languageModel('m'),
      wrapped.chatModel('m'),
      wrapped.completionModel('m'),
    ]) {
      expect(isWrapped(model)).toBe(true)
      expect(model.modelId).toBe('m')
      expect(model.constructor).toBe(unwrap(model).constructor)
    }
  })

  test('gives other models as they are', () => {
    expect(isWrapped(wrapped.textEmbeddingModel('m'))).toBe(false)
    expect(isWrapped(wrapped.imageModel('m'))).toBe(false)
  })

  test('has the members of the provider, each time the same ones', () => {
    expect(Object.keys(wrapped)).toEqual(Object.keys(provider))
    expect(typeof wrapped).toBe('function')
    expect(wrapped.name).toBe(provider.name)
    expect(wrapped.length).toBe(provider.length)
    for (const key of Object.keys(provider)) {
      expect(Reflect.get(wrapped, key)).toBe(Reflect.get(wrapped, key))
    }
  })

  test('is one wrap when wrapped twice, and unwraps', () => {
    expect(wrapModelProvider(wrapped)).toBe(wrapped)
    expect(unwrap(wrapped)).toBe(provider)
  })

  test('binds, calls and applies as a function does', () => {
    const call: (id: string) => object = wrapped
    expect(isWrapped(call.bind(undefined)('m'))).toBe(true)
    expect(isWrapped(call.call(undefined, 'm'))).toBe(true)
    expect(isWrapped(call.apply(undefined, ['m']))).toBe(true)
  })
})

test('the provider of Ollama gives wrapped models', () => {
  const ollama = wrapModelProvider(createOllama({ baseURL: 'http://127.0.0.1:9/api' }), startRecording())
  expect(isWrapped(ollama('llama3.2'))).toBe(true)
  expect(isWrapped(ollama.chat('llama3.2'))).toBe(true)
  expect(isWrapped(ollama.languageModel('llama3.2'))).toBe(true)
  expect(isWrapped(ollama.embedding('nomic'))).toBe(false)
})

describe('a provider', () => {
  test('may be a class with private fields, getters and methods that return promises', async () => {
    class Provider {
      #prefix = 'a/'
      calls = 0
      get prefix(): string {
        return this.#prefix
      }
      languageModel(id: string): LanguageModelLike {
        this.calls += 1
        return ai7Major.model(() => say('Hi'), { modelId: this.#prefix + id })
      }
      async load(id: string): Promise<LanguageModelLike> {
        return this.languageModel(id)
      }
      async credits(): Promise<{ left: number }> {
        return balance
      }
      use(): this {
        return this
      }
    }
    const balance = { left: 3 }
    const raw = new Provider()
    const recording = startRecording()
    const provider = wrapModelProvider(raw, recording)
    expect(provider).toBeInstanceOf(Provider)
    expect(provider.constructor).toBe(Provider)
    expect(provider.prefix).toBe('a/')
    expect(provider.languageModel).toBe(provider.languageModel)
    expect(await provider.credits()).toBe(balance)
    expect(provider.use()).toBe(provider)
    const loaded = await provider.load('m')
    expect(loaded.modelId).toBe('a/m')
    await loaded.doGenerate({ prompt: [] } as never)
    await onlyGeneration(recording)
    expect([raw.calls, provider.calls]).toEqual([1, 1])
    provider.calls = 7
    expect(raw.calls).toBe(7)
  })

  test('that fails rejects with its own error', async () => {
    const failure = new Error('no such model')
    const provider = wrapModelProvider(
      {
        languageModel: () => {
          throw failure
        },
        load: async () => Promise.reject(failure),
      },
      startRecording(),
    )
    expect(() => provider.languageModel()).toThrow(failure)
    await expect(provider.load()).rejects.toBe(failure)
  })

  test('gives one wrap for one model', () => {
    const model = mock()
    const provider = wrapModelProvider({ languageModel: () => model, chat: () => model }, startRecording())
    expect(provider.languageModel()).toBe(provider.chat())
    expect(unwrap(provider.chat())).toBe(model)
  })

  test('gives a model that is wrapped already as it is', () => {
    const model = wrapModel(mock(), startRecording())
    expect(wrapModelProvider({ languageModel: () => model }).languageModel()).toBe(model)
  })

  test('gives all else as it is: other models, tools, nested providers, classes', () => {
    class Inner {
      size = 1
    }
    const embedding = { specificationVersion: 'v4', modelId: 'e', doEmbed: async () => ({}) }
    const transcription = {
      specificationVersion: 'v4',
      modelId: 't',
      doGenerate: async () => ({}),
      doStream: async () => ({}),
    }
    const image = { specificationVersion: 'v4', modelId: 'i', doGenerate: async () => ({}) }
    const files = { upload: async () => 'id' }
    const raw = {
      embeddingModel: () => embedding,
      transcriptionModel: () => transcription,
      imageModel: () => image,
      files: () => files,
      tools: { webSearch: () => ({ type: 'provider' }) },
      nested: { languageModel: () => mock() },
      Inner,
      version: 3,
      nothing: undefined,
    }
    const provider = wrapModelProvider(raw, startRecording())
    expect(provider.embeddingModel()).toBe(embedding)
    expect(provider.transcriptionModel()).toBe(transcription)
    expect(provider.imageModel()).toBe(image)
    expect(provider.files()).toBe(files)
    expect(provider.tools).toBe(raw.tools)
    expect(provider.tools.webSearch).toBe(raw.tools.webSearch)
    expect(provider.nested).toBe(raw.nested)
    expect(provider.Inner).toBe(Inner)
    expect(new provider.Inner()).toBeInstanceOf(Inner)
    expect(provider.version).toBe(3)
    expect(provider.nothing).toBeUndefined()
  })

  test('that refuses `new` refuses it still', () => {
    function provider(id: string): LanguageModelLike {
      if (new.target !== undefined) throw new TypeError('not with new')
      return ai7Major.model(() => say('Hi'), { modelId: id })
    }
    const wrapped = wrapModelProvider(provider, startRecording())
    expect(wrapped('m').modelId).toBe('m')
    expect(() => Reflect.construct(wrapped, ['m'])).toThrow('not with new')
  })

  test('may be a class whose instances are providers', () => {
    class Provider {
      size = 1
    }
    Object.assign(Provider, { languageModel: () => mock() })
    const wrapped = wrapModelProvider(Provider, startRecording())
    expect(isWrapped(Reflect.apply(Reflect.get(wrapped, 'languageModel'), wrapped, []))).toBe(true)
    expect(new wrapped()).toBeInstanceOf(Provider)
  })

  test('may be frozen', () => {
    const model = mock()
    const frozen = Object.freeze({ languageModel: () => model, model, version: 1 })
    const provider = wrapModelProvider(frozen, startRecording())
    expect(isWrapped(provider.languageModel())).toBe(true)
    expect(isWrapped(provider.model)).toBe(true)
    expect(Object.keys(provider)).toEqual(Object.keys(frozen))
    const callable = Object.freeze(Object.assign(() => model, { chat: () => model }))
    const wrapped = wrapModelProvider(callable, startRecording())
    expect(isWrapped(wrapped())).toBe(true)
    expect(isWrapped(wrapped.chat())).toBe(true)
  })

  test('may be spied on', () => {
    const provider = wrapModelProvider({ languageModel: () => mock() }, startRecording())
    const spy = vi.spyOn(provider, 'languageModel')
    expect(isWrapped(provider.languageModel())).toBe(true)
    expect(spy).toHaveBeenCalledOnce()
    spy.mockRestore()
    expect(isWrapped(provider.languageModel())).toBe(true)
    expect(provider.languageModel).toBe(provider.languageModel)
  })

  test('is no model, and no text', () => {
    expect(() => wrapModelProvider(mock())).toThrow(
      'wrapModelProvider was given a language model. Fix: pass it to wrapModel',
    )
    expect(() => wrapModelProvider('openai' as never)).toThrow(/wrapModelProvider was given the text "openai"/)
    expect(() => wrapModel(createOllama() as never)).toThrow(/no language model.*wrapModelProvider/)
  })
})

describe.each(majors)('with $name', (major) => {
  const { sdk } = major
  const ask = (model: unknown): Promise<unknown> => sdk.generateText({ model, prompt: 'Hello' })

  test.each([
    [
      'a registry',
      (model: LanguageModelLike) =>
        sdk.createProviderRegistry({ p: sdk.customProvider({ languageModels: { m: model } }) }),
      'p:m',
    ],
    ['a custom provider', (model: LanguageModelLike) => sdk.customProvider({ languageModels: { m: model } }), 'm'],
    [
      'what wrapProvider returns',
      (model: LanguageModelLike) =>
        sdk.wrapProvider({
          provider: sdk.customProvider({ languageModels: { m: model } }),
          languageModelMiddleware: captureMiddleware(startRecording()),
        }),
      'm',
    ],
  ])('it takes %s', async (_, make, id) => {
    const recording = startRecording()
    const provider = wrapModelProvider(make(mock(major)), recording)
    await ask(provider.languageModel(id))
    expect(await recording.generations()).toHaveLength(1)
  })

  test('it stands in a registry, a custom provider and wrapProvider', async () => {
    const recording = startRecording()
    const provider = wrapModelProvider(sdk.customProvider({ languageModels: { m: mock(major) } }), recording)
    await ask(sdk.createProviderRegistry({ p: provider }).languageModel('p:m'))
    await ask(sdk.customProvider({ fallbackProvider: provider }).languageModel('m'))
    await ask(sdk.wrapProvider({ provider, languageModelMiddleware: captureMiddleware(recording) }).languageModel('m'))
    expect(await recording.generations()).toHaveLength(3)
  })

  test('captureMiddleware captures all models of a registry', async () => {
    const recording = startRecording()
    const languageModelMiddleware = captureMiddleware(recording)
    const provider = sdk.customProvider({ languageModels: { m: mock(major) } })
    await ask(sdk.createProviderRegistry({ p: provider }, { languageModelMiddleware }).languageModel('p:m'))
    expect(await recording.generations()).toHaveLength(1)
  })

  test('as default provider it captures models that are named by their id', async () => {
    const recording = startRecording()
    const provider = sdk.customProvider({ languageModels: { 'some/model': mock(major) } })
    Reflect.set(globalThis, 'AI_SDK_DEFAULT_PROVIDER', wrapModelProvider(provider, recording))
    onTestFinished(() => void Reflect.deleteProperty(globalThis, 'AI_SDK_DEFAULT_PROVIDER'))
    await ask('some/model')
    await sdk.streamText({ model: 'some/model', prompt: 'Hello' }).consumeStream()
    expect(await recording.generations()).toHaveLength(2)
  })
})
