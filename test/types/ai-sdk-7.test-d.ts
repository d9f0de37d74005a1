import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  createGateway,
  createProviderRegistry,
  customProvider,
  gateway,
  generateText,
  registerTelemetry,
  wrapLanguageModel,
  wrapProvider,
  type LanguageModel,
  type Telemetry,
} from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { createOllama } from 'ollama-ai-provider-v2'
import { createOpenAICompatible as createV2 } from 'openai-compatible5'
import { createOpenAICompatible as createV3 } from 'openai-compatible6'
import { expectTypeOf, test } from 'vitest'
import { captureMiddleware, captureTelemetry, wrapModel, wrapModelProvider } from '../../src/adapters/ai-sdk/index.ts'

const local = { name: 'local', baseURL: 'http://127.0.0.1:9/v1' }
const openai = createOpenAICompatible(local)
const ollama = createOllama()

test('every model comes back as what it was, and generateText takes it', () => {
  const mock = wrapModel(new MockLanguageModelV4())
  expectTypeOf(mock).toEqualTypeOf<MockLanguageModelV4>()
  expectTypeOf(wrapModel(openai('m'))).toEqualTypeOf(openai('m'))
  expectTypeOf(wrapModel(ollama('m'))).toEqualTypeOf(ollama('m'))
  expectTypeOf(wrapModel(gateway('openai/gpt-5'))).toEqualTypeOf(gateway('openai/gpt-5'))
  expectTypeOf(wrapModel(createV2(local)('m'))).toEqualTypeOf(createV2(local)('m'))
  expectTypeOf(wrapModel(createV3(local)('m'))).toEqualTypeOf(createV3(local)('m'))
  expectTypeOf(wrapLanguageModel({ model: mock, middleware: [] })).toEqualTypeOf(
    wrapModel(wrapLanguageModel({ model: mock, middleware: [] })),
  )
  const model = wrapModel<Exclude<LanguageModel, string>>(mock)
  expectTypeOf(model).toEqualTypeOf<Exclude<LanguageModel, string>>()
  expectTypeOf(generateText).toBeCallableWith({ model, prompt: 'Hello' })
  expectTypeOf(generateText).toBeCallableWith({ model: wrapModel(createV2(local)('m')), prompt: 'Hello' })
  expectTypeOf(generateText).toBeCallableWith({ model: wrapModel(createV3(local)('m')), prompt: 'Hello' })
})

declare const either: LanguageModel

test('the id of a model is refused, alone and in a union', () => {
  // @ts-expect-error an id
  wrapModel('openai/gpt-5')
  const id: string = 'openai/gpt-5'
  // @ts-expect-error an id
  wrapModel(id)
  // @ts-expect-error an id or a model
  wrapModel(either)
  type Wanted = Parameters<typeof wrapModel<LanguageModel>>[0]
  expectTypeOf<Extract<Wanted, `${string}captureTelemetry${string}`>>().not.toBeNever()
  // @ts-expect-error no model
  wrapModel({})
  // @ts-expect-error a provider
  wrapModel(openai)
})

test('every provider comes back as what it was', () => {
  expectTypeOf(wrapModelProvider(openai)).toEqualTypeOf(openai)
  expectTypeOf(wrapModelProvider(ollama)).toEqualTypeOf(ollama)
  expectTypeOf(wrapModelProvider(gateway)).toEqualTypeOf(gateway)
  const custom = customProvider({ languageModels: { fast: openai('m') } })
  expectTypeOf(wrapModelProvider(custom)).toEqualTypeOf(custom)
  const registry = createProviderRegistry({ openai, custom: wrapModelProvider(custom) })
  expectTypeOf(wrapModelProvider(registry)).toEqualTypeOf(registry)
  globalThis.AI_SDK_DEFAULT_PROVIDER = wrapModelProvider(createGateway())
  // @ts-expect-error the name of a provider
  wrapModelProvider('openai')
})

test('captureMiddleware fits wherever the SDK takes a middleware', () => {
  const model = openai('m')
  const middleware = captureMiddleware({ userId: 'u1' })
  expectTypeOf(wrapLanguageModel({ model, middleware })).toBeObject()
  expectTypeOf(wrapLanguageModel({ model, middleware: [middleware, captureMiddleware()] })).toBeObject()
  expectTypeOf(wrapProvider({ provider: openai, languageModelMiddleware: middleware })).toBeObject()
  expectTypeOf(wrapProvider({ provider: openai, languageModelMiddleware: [middleware] })).toBeObject()
  expectTypeOf(createProviderRegistry({ openai }, { languageModelMiddleware: middleware })).toBeObject()
  expectTypeOf(createProviderRegistry({ openai }, { languageModelMiddleware: [middleware] })).toBeObject()
})

test('captureTelemetry is an integration', () => {
  expectTypeOf(captureTelemetry()).toExtend<Telemetry>()
  expectTypeOf(registerTelemetry).toBeCallableWith(captureTelemetry({ userId: 'u1' }))
  const integrations = [captureTelemetry()]
  expectTypeOf(generateText).toBeCallableWith({ model: openai('m'), prompt: 'Hello', telemetry: { integrations } })
})
