import { Anthropic } from '@anthropic-ai/sdk'
import { Ollama, type ChatRequest, type ChatResponse } from 'ollama'
import { OpenAI } from 'openai'
import { wrapFetch } from '../../../../src/adapters/fetch/index.ts'
import type { AdapterUnderTest, CallOptions, QuestionToSend } from '../../../../src/testing/index.ts'
import { anthropicWire } from '../../conformance/anthropic-wire.ts'
import { ollamaWire } from '../../conformance/ollama-wire.ts'
import { openaiResponsesWire } from '../../conformance/openai-responses-wire.ts'
import { openaiWire } from '../../conformance/openai-wire.ts'

type Fetch = typeof fetch
type Stream = AsyncIterable<unknown> & { readonly controller: AbortController }
type Body = Record<string, unknown>

/** The `fetch` that a client was made with. */
function fetchOf(client: object): Fetch {
  return Reflect.get(client, 'fetch') as Fetch
}

function optionsOf({ signal, retries }: CallOptions) {
  return { maxRetries: retries, ...(signal && { signal }) }
}

function chatBody({ text, tool, stream }: QuestionToSend): Body {
  const tools = [{ type: 'function', function: { ...tool } }]
  return { model: 'demo', stream, messages: [{ role: 'user', content: text }], ...(tool && { tools }) }
}

/** Another client is given the wrapped fetch, so there is none to compare or to give back. */
const IS_ANOTHER_CLIENT = ['identity', 'unwrap'] as const

function openaiSubject(
  name: string,
  wire: typeof openaiWire,
  request: (question: QuestionToSend) => Body,
  create: (client: OpenAI, body: never, options: object) => PromiseLike<unknown>,
): AdapterUnderTest<OpenAI, Body, Stream> {
  return {
    name: `wrapFetch, openai 7, ${name}`,
    wire,
    connect: ({ url, apiKey, fetch: own }) => new OpenAI({ baseURL: `${url}/v1`, apiKey, fetch: own, logLevel: 'off' }),
    wrap: (client, options) => client.withOptions({ fetch: wrapFetch(fetchOf(client), options) }),
    request,
    ask: (client, body, options) => create(client, body as never, optionsOf(options)),
    stream: (client, body, options) => create(client, body as never, optionsOf(options)) as PromiseLike<Stream>,
    cancel: (stream) => stream.controller.abort(),
    other: (client) => client.buildURL('/models', {}),
    cannot: IS_ANOTHER_CLIENT,
  }
}

export const openaiChat = openaiSubject('chat', openaiWire, chatBody, (client, body, options) =>
  client.chat.completions.create(body, options),
)

export const openaiResponses = openaiSubject(
  'responses',
  openaiResponsesWire,
  ({ text, tool, stream }) => ({
    model: 'demo',
    stream,
    input: [{ role: 'user', content: text }],
    ...(tool && { tools: [{ type: 'function', ...tool }] }),
  }),
  (client, body, options) => client.responses.create(body, options),
)

export const anthropic: AdapterUnderTest<Anthropic, Body, Stream> = {
  name: 'wrapFetch, @anthropic-ai/sdk 1',
  wire: anthropicWire,
  connect: ({ url, apiKey, fetch: own }) => new Anthropic({ baseURL: url, apiKey, fetch: own, logLevel: 'off' }),
  wrap: (client, options) => client.withOptions({ fetch: wrapFetch(fetchOf(client), options) }),
  request: ({ text, tool, stream }) => ({
    model: 'demo',
    max_tokens: 100,
    stream,
    messages: [{ role: 'user', content: text }],
    ...(tool && { tools: [{ name: tool.name, input_schema: { ...tool.parameters } }] }),
  }),
  ask: (client, body, options) => client.messages.create(body as never, optionsOf(options)),
  stream: (client, body, options) =>
    client.messages.create(body as never, optionsOf(options)) as unknown as PromiseLike<Stream>,
  cancel: (stream) => stream.controller.abort(),
  other: (client) => client.buildURL('/models', {}),
  cannot: IS_ANOTHER_CLIENT,
}

type OllamaStream = AsyncIterable<ChatResponse> & { abort(): void }

export const ollama: AdapterUnderTest<Ollama, Body, OllamaStream> = {
  name: 'wrapFetch, ollama 0.6',
  wire: ollamaWire,
  connect: ({ url, apiKey, fetch: own }) =>
    new Ollama({ host: url, fetch: own, headers: { authorization: `Bearer ${apiKey}` } }),
  wrap(client, options) {
    const config = Reflect.get(client, 'config') as object
    return new Ollama({ ...config, fetch: wrapFetch(fetchOf(client), options) })
  },
  request: chatBody,
  ask: (client, body) => client.chat(body as unknown as ChatRequest & { stream?: false }),
  stream: (client, body) => client.chat(body as unknown as ChatRequest & { stream: true }),
  cancel: (stream) => stream.abort(),
  other: (client) => client.list(),
  cannot: ['signal', 'retries', ...IS_ANOTHER_CLIENT],
}
