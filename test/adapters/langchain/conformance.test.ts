import './support/no-tracing.ts'
import { ChatOllama } from '@langchain/ollama'
import { wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { testAdapter, type AdapterUnderTest } from '../../../src/testing/index.ts'
import { ollamaWire } from '../conformance/ollama-wire.ts'
import { askOpenAI, FORCED, openaiSubject, requestOf, type OpenAIRequest } from './support/openai-subject.ts'
import { withoutMadeUpIds } from './support/run-ids.ts'
import { runnerWithout } from '../../support/runner-without.ts'

testAdapter(openaiSubject, runnerWithout(FORCED))

type Stream = Awaited<ReturnType<ChatOllama['stream']>>

const ollamaSubject: AdapterUnderTest<ChatOllama, OpenAIRequest, Stream> = {
  name: 'wrapChatModel, @langchain/ollama 1',
  wire: ollamaWire,
  connect: ({ url, apiKey, fetch }) =>
    new ChatOllama({
      model: 'demo',
      baseUrl: url,
      fetch,
      headers: { authorization: `Bearer ${apiKey}` },
      maxRetries: 0,
      temperature: 0,
    }),
  wrap: wrapChatModel,
  ask: (model, request, options) => model.invoke(request.messages, askOpenAI(request, options)),
  stream: (model, request, options) => model.stream(request.messages, askOpenAI(request, options)),
  other: (model) => JSON.stringify(model),
  comparable: withoutMadeUpIds,
  request: requestOf,
  // It looks at its signal only when a piece has come, and never tries again.
  cannot: ['signal', 'retries'],
}

testAdapter(ollamaSubject, runnerWithout(FORCED))
