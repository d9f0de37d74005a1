import { call, create, load } from '../support/packages.ts'
import type { Rival } from './rival.ts'

/** Langfuse's integration for ai 7, over its own span processor in its default mode (batched). */
export const rival: Rival = {
  name: 'Langfuse',
  sdk: 'ai',
  package: '@langfuse/otel',
  async open({ stub }) {
    const options = { publicKey: 'pk-lf-stub', secretKey: 'sk-lf-stub', baseUrl: stub }
    const spanProcessors = [create(await load('@langfuse/otel'), 'LangfuseSpanProcessor', options)]
    const provider = create(await load('@opentelemetry/sdk-trace-node'), 'NodeTracerProvider', { spanProcessors })
    call(provider, 'register')
    const integration = create(await load('@langfuse/vercel-ai-sdk'), 'LangfuseVercelAiSdkIntegration')
    return {
      settings: { telemetry: { integrations: [integration] } },
      flush: async () => void (await call(provider, 'forceFlush')),
      close: async () => void (await call(provider, 'shutdown')),
    }
  },
}
