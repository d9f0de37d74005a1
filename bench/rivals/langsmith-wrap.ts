import { call, create, load, objectOf } from '../support/packages.ts'
import { sdkOf } from '../support/sdk.ts'
import type { Rival } from './rival.ts'

/** LangSmith's wrap of the whole SDK, for ai 5 and 6. */
export const rival: Rival = {
  name: 'langsmith wrapAISDK',
  sdk: 'ai6',
  package: 'langsmith',
  async open({ sdk, stub }) {
    process.env['LANGSMITH_TRACING'] = 'true'
    const client = create(await load('langsmith'), 'Client', { apiUrl: stub, apiKey: 'stub' })
    const vercel = await load('langsmith/experimental/vercel')
    return {
      sdk: sdkOf(objectOf(call(vercel, 'wrapAISDK', sdk.module, { client }), 'wrapAISDK')),
      flush: async () => void (await call(client, 'awaitPendingTraceBatches')),
    }
  },
}
