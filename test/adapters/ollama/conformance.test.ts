import { Ollama, type ChatRequest, type ChatResponse, type Tool } from 'ollama'
import { describe, test } from 'vitest'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { testAdapter, type AdapterUnderTest, type QuestionToSend } from '../../../src/testing/index.ts'
import { ollamaWire } from '../conformance/ollama-wire.ts'

type Stream = AsyncIterable<ChatResponse> & { abort(): void }

function requestOf({ text, tool, stream }: QuestionToSend): ChatRequest {
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

const subject: AdapterUnderTest<Ollama, ChatRequest, Stream> = {
  name: 'wrapOllama, ollama 0.6',
  wire: ollamaWire,
  connect: ({ url, apiKey, fetch }) => new Ollama({ host: url, fetch, headers: { authorization: `Bearer ${apiKey}` } }),
  wrap: wrapOllama,
  request: requestOf,
  ask: (client, request) => client.chat(request as ChatRequest & { stream?: false }),
  stream: (client, request) => client.chat(request as ChatRequest & { stream: true }),
  cancel: (stream) => stream.abort(),
  other: (client) => client.list(),
  cannot: ['signal', 'retries'],
}

testAdapter(subject, { describe, test })
