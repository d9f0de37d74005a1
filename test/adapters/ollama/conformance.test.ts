import {
  Ollama,
  type ChatRequest,
  type ChatResponse,
  type GenerateRequest,
  type GenerateResponse,
  type Tool,
} from 'ollama'
import { Ollama as BrowserOllama } from 'ollama/browser'
import { describe, test } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { testAdapter, type AdapterUnderTest, type QuestionToSend } from '../../../src/testing/index.ts'
import { ollamaWire } from '../conformance/ollama-wire.ts'
import { generateWire } from './generate-wire.ts'

type Client = Pick<Ollama, 'chat' | 'generate' | 'list' | 'abort'>
type Stream<Line> = AsyncIterable<Line> & { abort(): void }
type Subject<Request extends object, Line> = AdapterUnderTest<Client, Request, Stream<Line>>

type Connect = (upstream: { readonly url: string; readonly apiKey: string; readonly fetch: typeof fetch }) => Client

const connect: Connect = ({ url, apiKey, fetch }) =>
  new Ollama({ host: url, fetch, headers: { authorization: `Bearer ${apiKey}` } })

const connectBrowser: Connect = ({ url, apiKey, fetch }) =>
  new BrowserOllama({ host: url, fetch, headers: { authorization: `Bearer ${apiKey}` } })

function chatRequest({ text, tool, stream }: QuestionToSend): ChatRequest {
  const tools = [{ type: 'function', function: { ...tool } as Tool['function'] }]
  return {
    model: 'demo',
    stream,
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: text },
    ],
    options: { temperature: 0 },
    ...(tool && { tools }),
  }
}

function chat(name: string, connectTo: Connect): Subject<ChatRequest, ChatResponse> {
  return {
    name,
    wire: ollamaWire,
    connect: connectTo,
    wrap: wrapOllama,
    request: chatRequest,
    ask: (client, request) => client.chat(request as ChatRequest & { stream?: false }),
    stream: (client, request) => client.chat(request as ChatRequest & { stream: true }),
    cancel: (stream) => stream.abort(),
    other: (client) => client.list(),
    cannot: ['signal', 'retries'],
  }
}

const generate: Subject<GenerateRequest, GenerateResponse> = {
  name: 'wrapOllama, ollama 0.6: generate',
  wire: generateWire,
  connect,
  wrap: wrapOllama,
  request({ text, stream }) {
    return { model: 'demo', stream, system: 'Be kind.', prompt: text, options: { temperature: 0 } }
  },
  ask: (client, request) => client.generate(request as GenerateRequest & { stream?: false }),
  stream: (client, request) => client.generate(request as GenerateRequest & { stream: true }),
  cancel: (stream) => stream.abort(),
  other: (client) => client.list(),
  cannot: ['signal', 'retries'],
}

testAdapter(chat('wrapOllama, ollama 0.6: chat', connect), { describe, test })
testAdapter(chat('wrapOllama, ollama 0.6/browser: chat', connectBrowser), { describe, test })
testAdapter(generate, { describe, test })
