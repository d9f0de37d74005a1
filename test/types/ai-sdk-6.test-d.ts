import {
  bindTelemetryIntegration,
  createProviderRegistry,
  customProvider,
  gateway,
  generateText,
  registerTelemetryIntegration,
  wrapLanguageModel,
  wrapProvider,
  type LanguageModel,
  type TelemetryIntegration,
} from 'ai6'
import { MockLanguageModelV3 } from 'ai6/test'
import { createOpenAICompatible as createV2 } from 'openai-compatible5'
import { createOpenAICompatible } from 'openai-compatible6'
import { expectTypeOf, test } from 'vitest'
import { captureMiddleware, captureTelemetry, wrapModel, wrapModelProvider } from '../../src/adapters/ai-sdk/index.ts'

const local = { name: 'local', baseURL: 'http://127.0.0.1:9/v1' }
const openai = createOpenAICompatible(local)

test('every model comes back as what it was, and generateText takes it', () => {
  const mock = wrapModel(new MockLanguageModelV3())
  expectTypeOf(mock).toEqualTypeOf<MockLanguageModelV3>()
  expectTypeOf(wrapModel(openai('m'))).toEqualTypeOf(openai('m'))
  expectTypeOf(wrapModel(gateway('openai/gpt-5'))).toEqualTypeOf(gateway('openai/gpt-5'))
  const model = wrapModel<Exclude<LanguageModel, string>>(mock)
  expectTypeOf(generateText).toBeCallableWith({ model, prompt: 'Hello' })
  expectTypeOf(generateText).toBeCallableWith({ model: wrapModel(createV2(local)('m')), prompt: 'Hello' })
})

declare const either: LanguageModel

test('the id of a model is refused, alone and in a union', () => {
  // @ts-expect-error an id or a model
  wrapModel(either)
  type Wanted = Parameters<typeof wrapModel<LanguageModel>>[0]
  expectTypeOf<Extract<Wanted, `${string}captureTelemetry${string}`>>().not.toBeNever()
})

test('every provider comes back as what it was', () => {
  expectTypeOf(wrapModelProvider(openai)).toEqualTypeOf(openai)
  expectTypeOf(wrapModelProvider(gateway)).toEqualTypeOf(gateway)
  const custom = customProvider({ languageModels: { fast: openai('m') } })
  expectTypeOf(wrapModelProvider(custom)).toEqualTypeOf(custom)
  const registry = createProviderRegistry({ openai })
  expectTypeOf(wrapModelProvider(registry)).toEqualTypeOf(registry)
  globalThis.AI_SDK_DEFAULT_PROVIDER = wrapModelProvider(gateway)
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
  expectTypeOf(captureTelemetry()).toExtend<TelemetryIntegration>()
  registerTelemetryIntegration(captureTelemetry({ userId: 'u1' }))
  registerTelemetryIntegration(bindTelemetryIntegration(captureTelemetry()))
  const experimental_telemetry = { integrations: [captureTelemetry()] }
  expectTypeOf(generateText).toBeCallableWith({ model: openai('m'), prompt: 'Hello', experimental_telemetry })
})
