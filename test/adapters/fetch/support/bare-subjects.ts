import { wrapFetch } from '../../../../src/adapters/fetch/index.ts'
import type { AdapterUnderTest, QuestionToSend, UpstreamAddress, Wire } from '../../../../src/testing/index.ts'
import { anthropicWire } from '../../conformance/anthropic-wire.ts'
import { ollamaWire } from '../../conformance/ollama-wire.ts'
import { openaiResponsesWire } from '../../conformance/openai-responses-wire.ts'
import { openaiWire } from '../../conformance/openai-wire.ts'

/** A `fetch` of the app's own, which knows its server and its credential. */
type Client = typeof fetch & { readonly url: string }
type Body = { readonly [field: string]: unknown }

type Speech = {
  readonly path: string
  readonly wire: Wire
  readonly body: (question: QuestionToSend) => Body
}

const SPEECHES: { readonly [protocol: string]: Speech } = {
  'OpenAI chat': {
    path: '/v1/chat/completions',
    wire: openaiWire,
    body: ({ text, tool, stream }) => ({
      model: 'demo',
      stream,
      messages: [{ role: 'user', content: text }],
      ...(tool && { tools: [{ type: 'function', function: tool }] }),
    }),
  },
  'OpenAI responses': {
    path: '/v1/responses',
    wire: openaiResponsesWire,
    body: ({ text, tool, stream }) => ({
      model: 'demo',
      stream,
      input: [{ role: 'user', content: text }],
      ...(tool && { tools: [{ type: 'function', ...tool }] }),
    }),
  },
  Anthropic: {
    path: '/v1/messages',
    wire: anthropicWire,
    body: ({ text, tool, stream }) => ({
      model: 'demo',
      max_tokens: 100,
      stream,
      messages: [{ role: 'user', content: text }],
      ...(tool && { tools: [{ name: tool.name, description: tool.description, input_schema: tool.parameters }] }),
    }),
  },
  Ollama: {
    path: '/api/chat',
    wire: ollamaWire,
    body: ({ text, tool, stream }) => ({
      model: 'demo',
      stream,
      messages: [{ role: 'user', content: text }],
      ...(tool && { tools: [{ type: 'function', function: tool }] }),
    }),
  },
}

export const bareSubjects: readonly AdapterUnderTest<Client, Body, Response>[] = Object.entries(SPEECHES).map(
  ([protocol, speech]) => bareSubject(protocol, speech),
)

/** A client without any package: `fetch`, a body, and the answer as it comes. */
function bareSubject(protocol: string, { path, wire, body }: Speech): AdapterUnderTest<Client, Body, Response> {
  async function post(client: Client, request: Body, signal?: AbortSignal): Promise<Response> {
    const init = { method: 'POST', body: JSON.stringify(request), ...(signal && { signal }) }
    const response = await client(`${client.url}${path}`, init)
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response
  }
  return {
    name: `wrapFetch, bare, ${protocol}`,
    wire,
    connect,
    wrap: wrapFetch,
    request: body,
    ask: async (client, request, { signal }) => (await post(client, request, signal)).json(),
    stream: (client, request, { signal }) => post(client, request, signal),
    chunks: (response) => response.body ?? ReadableStream.from([]),
    // A stream that is being read is locked, and cancelled by its reader.
    cancel: (response) => response.body?.cancel().catch(() => {}),
    other: async (client) => (await client(`${client.url}/api/tags`)).status,
    cannot: ['retries'],
  }
}

function connect({ url, apiKey, fetch: own }: UpstreamAddress): Client {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }
  const client: typeof fetch = (input, init) => own(input, { ...init, headers })
  return Object.assign(client, { url })
}
