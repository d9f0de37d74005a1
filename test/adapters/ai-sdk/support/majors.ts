import * as ai7 from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import * as ai5 from 'ai5'
import { MockLanguageModelV2 } from 'ai5/test'
import * as ai6 from 'ai6'
import { MockLanguageModelV3 } from 'ai6/test'
import type { LanguageModelLike } from '../../../../src/adapters/ai-sdk/index.ts'
import { startStream, type StreamStep } from './script.ts'

/** What all majors of the SDK have in common, as far as the tests use it. */
export type Sdk = {
  generateText(options: object): Promise<{
    readonly text: string
    readonly finishReason: string
    readonly steps: readonly unknown[]
    readonly response: { readonly id: string }
  }>
  streamText(options: object): {
    readonly textStream: ReadableStream<string> & AsyncIterable<string>
    readonly response: PromiseLike<{ readonly id: string }>
    consumeStream(options?: object): PromiseLike<void>
    toTextStreamResponse(): Response
  }
  generateObject(options: object): Promise<{ readonly object: unknown; readonly response: { readonly id: string } }>
  streamObject(options: object): { readonly textStream: AsyncIterable<string>; readonly object: PromiseLike<unknown> }
  wrapLanguageModel(options: object): LanguageModelLike
  wrapProvider(options: object): TestProvider
  createProviderRegistry(providers: object, options?: object): TestProvider
  customProvider(options: object): TestProvider
  createGateway(options: object): TestProvider & ((id: string) => LanguageModelLike)
  defaultSettingsMiddleware(options: object): object
  tool(options: object): unknown
  jsonSchema(schema: object): unknown
  readonly Output: { object(options: object): unknown }
}

export type TestProvider = {
  languageModel(id: string): LanguageModelLike
  embeddingModel?(id: string): unknown
  textEmbeddingModel?(id: string): unknown
}

/** A part of a generated answer or of a prompt; its type differs from version to version. */
export type RawPart = { readonly type: string; readonly [key: string]: unknown }

/** What a scripted model gives. */
export type Answer = {
  readonly content: readonly RawPart[]
  readonly finish?: string
  readonly rawFinish?: string | undefined
  /** Null: the provider gives none. */
  readonly id?: string | null
  readonly warnings?: readonly object[]
  readonly extra?: object
}

export type CallOptions = {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[]
  readonly headers?: object
  readonly abortSignal?: AbortSignal
}

/** Answers a call, or throws. */
export type Script = (options: CallOptions) => Answer | Promise<Answer>

export type Major = {
  readonly name: string
  readonly number: 5 | 6 | 7
  readonly specification: 'v2' | 'v3' | 'v4'
  readonly sdk: Sdk
  /** A model whose `doGenerate` and `doStream` both follow the script. */
  model(script: Script, settings?: { readonly provider?: string; readonly modelId?: string }): LanguageModelLike
  /** Parts of a stream, as this specification has them. */
  stream(answer: Answer): readonly StreamStep[]
  steps(most: number): unknown
  /** The data of a file, as this specification has it. */
  data(bytes: Uint8Array | string): unknown
}

type Mock = new (settings: object) => LanguageModelLike

function majorOf(number: 5 | 6 | 7, sdk: unknown, Model: unknown, stepsAre: unknown): Major {
  const specification = ({ 5: 'v2', 6: 'v3', 7: 'v4' } as const)[number]
  function generated({ content, id = 'response-1', warnings = [], extra, ...answer }: Answer): object {
    return { content, ...ending(number, answer), warnings, ...identity(id), ...extra }
  }
  function stream({ content, id = 'response-1', warnings = [], ...answer }: Answer): readonly StreamStep[] {
    const metadata = id === null ? [] : [{ type: 'response-metadata', id, modelId: 'mock-model-2026' }]
    const parts = content.flatMap((part, index) => streamed(part, String(index)))
    return [{ type: 'stream-start', warnings }, ...metadata, ...parts, { type: 'finish', ...ending(number, answer) }]
  }
  return {
    name: `ai ${number}`,
    number,
    specification,
    sdk: sdk as Sdk,
    model: (script, { provider = 'mock', modelId = 'mock-model' } = {}) =>
      new (Model as Mock)({
        provider,
        modelId,
        doGenerate: async (options: CallOptions) => generated(await script(options)),
        doStream: async (options: CallOptions) => ({ stream: startStream(stream(await script(options)), options) }),
      }),
    stream,
    steps: stepsAre as (most: number) => unknown,
    data: (data) => (number === 7 ? { type: 'data', data } : data),
  }
}

function identity(id: string | null): object {
  return id === null ? {} : { response: { id, modelId: 'mock-model-2026' } }
}

function ending(number: number, { finish = 'stop', rawFinish = finish }: Pick<Answer, 'finish' | 'rawFinish'>): object {
  if (number === 5) {
    return { finishReason: finish, usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8, reasoningTokens: 2 } }
  }
  const inputTokens = { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined }
  const outputTokens = { total: 5, text: 3, reasoning: 2 }
  return { finishReason: { unified: finish, raw: rawFinish }, usage: { inputTokens, outputTokens } }
}

/** A part of an answer as a stream carries it: text and thoughts in two pieces, tool input in two. */
function streamed(part: RawPart, id: string): readonly StreamStep[] {
  const { providerMetadata, text, citations } = part
  const proof = providerMetadata === undefined ? {} : { providerMetadata }
  switch (part.type) {
    case 'text':
    case 'reasoning': {
      const [first, rest] = halves(String(text))
      return [
        { type: `${part.type}-start`, id },
        { type: `${part.type}-delta`, id, delta: first },
        { type: `${part.type}-delta`, id, delta: rest },
        { type: `${part.type}-end`, id, ...proof, ...(citations === undefined ? {} : { citations }) },
      ]
    }
    case 'tool-call': {
      const start = { id: part['toolCallId'], toolName: part['toolName'], providerExecuted: part['providerExecuted'] }
      const [first, rest] = halves(String(part['input']))
      return [
        { type: 'tool-input-start', ...start },
        { type: 'tool-input-delta', id: start.id, delta: first },
        { type: 'tool-input-delta', id: start.id, delta: rest },
        { type: 'tool-input-end', id: start.id },
        part,
      ]
    }
    default:
      return [part]
  }
}

function halves(text: string): readonly [string, string] {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}

export const ai5Major: Major = majorOf(5, ai5, MockLanguageModelV2, ai5.stepCountIs)
export const ai6Major: Major = majorOf(6, ai6, MockLanguageModelV3, ai6.stepCountIs)
export const ai7Major: Major = majorOf(7, ai7, MockLanguageModelV4, ai7.isStepCount)

export const majors: readonly Major[] = [ai5Major, ai6Major, ai7Major]

// Every call of a model of an older specification would print a line.
Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false)
