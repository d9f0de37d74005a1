import { call, create, load } from '../../support/packages.ts'
import { requireClient, type OpenAIRival } from './rival.ts'

/** LangSmith's wrap of a client. */
export const langsmith: OpenAIRival = {
  name: 'langsmith-openai',
  title: 'langsmith wrapOpenAI',
  async open(stub) {
    process.env['LANGSMITH_TRACING'] = 'true'
    const tracer = create(await load('langsmith'), 'Client', { apiUrl: stub, apiKey: 'stub' })
    const wrappers = await load('langsmith/wrappers')
    return {
      wrap: (client) => requireClient(call(wrappers, 'wrapOpenAI', client, { client: tracer })),
      flush: async () => void (await call(tracer, 'awaitPendingTraceBatches')),
    }
  },
}
