import { createOpenAICompatible as createForAi7 } from '@ai-sdk/openai-compatible'
import * as ai7 from 'ai'
import * as ai5 from 'ai5'
import * as ai6 from 'ai6'
import { createOpenAICompatible as createForAi5 } from 'openai-compatible5'
import { createOpenAICompatible as createForAi6 } from 'openai-compatible6'
import { describe, test } from 'vitest'
import { captureMiddleware, wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'
import { testAdapter } from '../../../src/testing/index.ts'
import { aiSdkSubject, provideModel, type AiSdk, type CreateProvider, type Model } from './ai-sdk.ts'

const VERSIONS = [
  ['ai 5', ai5, createForAi5],
  ['ai 6', ai6, createForAi6],
  ['ai 7', ai7, createForAi7],
] as unknown as [string, AiSdk, CreateProvider][]

for (const [version, ai, create] of VERSIONS) {
  const common = { ai, connect: provideModel(create), options: (model: Model) => ({ model }) }
  const wrap = (model: Model, recorder: Recorder) => wrapModel(model, { recorder })
  testAdapter(aiSdkSubject({ ...common, name: `wrapModel, ${version}`, wrap }), { describe, test })

  const capture = (model: Model, recorder: Recorder) =>
    ai.wrapLanguageModel({ model, middleware: captureMiddleware({ recorder }) })
  const captured = { ...common, name: `captureMiddleware, ${version}`, wrap: capture }
  testAdapter(aiSdkSubject({ ...captured, cannot: ['identity', 'unwrap'] }), { describe, test })
}
