import { call, create, load } from '../support/packages.ts'
import type { MockModel } from '../support/mock-model.ts'
import type { Rival } from './rival.ts'

/** PostHog's wrap of a model, for ai 5 and 6. */
export const rival: Rival = {
  name: '@posthog/ai withTracing',
  sdk: 'ai6',
  package: '@posthog/ai',
  async open({ model, stub }) {
    const client = create(await load('posthog-node'), 'PostHog', 'phc_stub', { host: stub })
    const wrapped = call(await load('@posthog/ai/vercel'), 'withTracing', model, client, { posthogDistinctId: 'user' })
    if (!isModel(wrapped)) throw new TypeError('withTracing returned no model')
    return {
      model: wrapped,
      flush: async () => void (await call(client, 'flush')),
      close: async () => void (await call(client, 'shutdown')),
    }
  },
}

function isModel(value: unknown): value is MockModel {
  return typeof value === 'object' && value !== null && 'doGenerate' in value
}
