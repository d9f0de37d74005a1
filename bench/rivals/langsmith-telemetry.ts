import { call, create, load, objectOf } from '../support/packages.ts'
import type { Rival } from './rival.ts'

/** LangSmith's telemetry integration for ai 7. */
export const rival: Rival = {
  name: 'LangSmithTelemetry',
  sdk: 'ai',
  package: 'langsmith',
  async open({ stub }) {
    process.env['LANGSMITH_TRACING'] = 'true'
    const client = create(await load('langsmith'), 'Client', { apiUrl: stub, apiKey: 'stub' })
    const vercel = await load('langsmith/experimental/vercel')
    const integration = objectOf(call(vercel, 'LangSmithTelemetry', { client }), 'LangSmithTelemetry')
    return {
      settings: { telemetry: { integrations: [integration] } },
      flush: async () => void (await call(client, 'awaitPendingTraceBatches')),
    }
  },
}
