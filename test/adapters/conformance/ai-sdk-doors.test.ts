import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import * as ai7 from 'ai'
import { describe, test } from 'vitest'
import { captureTelemetry, wrapModel, wrapModelProvider } from '../../../src/adapters/ai-sdk/index.ts'
import { testAdapter } from '../../../src/testing/index.ts'
import { aiSdkSubject, bareModelSubject, provide, provideModel } from './ai-sdk.ts'
import type { AiSdk, CreateProvider, Model, Provider } from './ai-sdk.ts'

const ai = ai7 as unknown as AiSdk
const create = createOpenAICompatible as unknown as CreateProvider

const bareModel = bareModelSubject('wrapModel, called by the app itself', provideModel(create), (model, recorder) =>
  wrapModel(model, { recorder }),
)
testAdapter(bareModel, { describe, test })

const provider = aiSdkSubject<Provider>({
  name: 'wrapModelProvider, ai 7',
  ai,
  connect: provide(create),
  wrap: (client, recorder) => wrapModelProvider(client, { recorder }),
  options: (client) => ({ model: client.chatModel('demo') }),
})
testAdapter(provider, { describe, test })

const telemetry = aiSdkSubject<{ readonly model: Model; readonly telemetry?: object }>({
  name: 'captureTelemetry, ai 7',
  ai,
  connect: (upstream) => ({ model: provideModel(create)(upstream) }),
  wrap: ({ model }, recorder) => ({ model, telemetry: { integrations: [captureTelemetry({ recorder })] } }),
  options: (client) => client,
  cannot: ['identity', 'unwrap'],
})
testAdapter(telemetry, { describe, test })
