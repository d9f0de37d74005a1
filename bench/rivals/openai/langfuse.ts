import { call, create, load } from '../../support/packages.ts'
import { requireClient, type OpenAIRival } from './rival.ts'

/** Langfuse's wrap of a client, over its own span processor in its default mode (batched). */
export const langfuse: OpenAIRival = {
  name: 'langfuse-openai',
  title: '@langfuse/openai observeOpenAI',
  async open(stub) {
    const options = { publicKey: 'pk-lf-stub', secretKey: 'sk-lf-stub', baseUrl: stub }
    const spanProcessors = [create(await load('@langfuse/otel'), 'LangfuseSpanProcessor', options)]
    const provider = create(await load('@opentelemetry/sdk-trace-node'), 'NodeTracerProvider', { spanProcessors })
    call(provider, 'register')
    const observing = await load('@langfuse/openai')
    return {
      wrap: (client) => requireClient(call(observing, 'observeOpenAI', client)),
      flush: async () => void (await call(provider, 'forceFlush')),
    }
  },
}
