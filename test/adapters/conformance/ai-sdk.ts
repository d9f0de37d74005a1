import type { LanguageModelLike } from '../../../src/adapters/ai-sdk/index.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import type {
  AdapterUnderTest,
  CallOptions,
  Limit,
  QuestionToSend,
  UpstreamAddress,
} from '../../../src/testing/index.ts'
import { openaiWire } from './openai-wire.ts'

/** What all versions of the AI SDK have in common, typed as loosely as their differences ask for. */
export type AiSdk = {
  readonly generateText: (options: never) => Promise<unknown>
  readonly streamText: (options: never) => StreamedText
  readonly jsonSchema: (schema: never) => unknown
  readonly wrapLanguageModel: (options: object) => Model
}
export type Model = LanguageModelLike & object
export type Provider = { chatModel(id: string): Model }
export type CreateProvider = (settings: object) => Provider

type StreamedText = { readonly fullStream: AsyncIterable<unknown> }
type Request = { readonly messages: object[]; readonly tools?: object }

/** A door of the AI SDK under `generateText` and `streamText`. */
export type AiSdkDoor<Client> = {
  readonly name: string
  readonly ai: AiSdk
  readonly connect: (upstream: UpstreamAddress) => Client
  readonly wrap: (client: Client, recorder: Recorder) => Client
  /** What the calls are given: the model, and what the door needs beside it. */
  readonly options: (client: Client) => { readonly model: Model }
  readonly cannot?: readonly Limit[]
}

export function aiSdkSubject<Client extends object>(
  door: AiSdkDoor<Client>,
): AdapterUnderTest<Client, Request, StreamedText> {
  const { ai, wrap, options, ...rest } = door
  const call = (client: Client, request: Request, { signal, retries }: CallOptions) =>
    ({
      ...request,
      ...options(client),
      maxRetries: retries,
      ...(signal && { abortSignal: signal }),
      onError: () => {},
    }) as never
  return {
    ...rest,
    wire: openaiWire,
    wrap: (client, { recorder }) => wrap(client, recorder),
    request: ({ text, tool }: QuestionToSend) => ({
      messages: [{ role: 'user', content: text }],
      temperature: 0,
      ...(tool && {
        tools: { [tool.name]: { description: tool.description, inputSchema: ai.jsonSchema(tool.parameters as never) } },
      }),
    }),
    ask: (client, request, given) => ai.generateText(call(client, request, given)),
    stream: (client, request, given) => ai.streamText(call(client, request, given)),
    chunks: (result) => result.fullStream,
    comparable: withoutVolatile,
  }
}

type Prompt = { readonly prompt: object[]; readonly tools?: object[] }
type StreamResult = { readonly stream: AsyncIterable<unknown> }

/** A model whose methods the app calls itself. */
export function bareModelSubject(
  name: string,
  connect: (upstream: UpstreamAddress) => Model,
  wrap: (model: Model, recorder: Recorder) => Model,
): AdapterUnderTest<Model, Prompt, StreamResult> {
  return {
    name,
    wire: openaiWire,
    connect,
    wrap: (model, { recorder }) => wrap(model, recorder),
    request: ({ text, tool }) => ({
      prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
      ...(tool && { tools: [{ type: 'function', name: tool.name, inputSchema: tool.parameters }] }),
    }),
    ask: (model, request, { signal }) =>
      model.doGenerate({ ...request, ...(signal && { abortSignal: signal }) } as never),
    stream: (model, request, { signal }) =>
      model.doStream({ ...request, ...(signal && { abortSignal: signal }) } as never) as PromiseLike<StreamResult>,
    chunks: ({ stream }) => stream,
    cannot: ['retries'],
  }
}

export function provide(create: CreateProvider): (upstream: UpstreamAddress) => Provider {
  return ({ url, apiKey, fetch }) => create({ name: 'demo', baseURL: url, apiKey, fetch })
}

export function provideModel(create: CreateProvider): (upstream: UpstreamAddress) => Model {
  return (upstream) => provide(create)(upstream).chatModel('demo')
}

// Times and random ids of ai 7.
const VOLATILE = new Set(['callId', 'performance'])

function withoutVolatile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatile)
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value
  const fields = Object.entries(value).filter(([key]) => !VOLATILE.has(key))
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutVolatile(field)]))
}
