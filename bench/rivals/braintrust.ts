import { call, load, objectOf } from '../support/packages.ts'
import { sdkOf } from '../support/sdk.ts'
import type { Rival } from './rival.ts'

/** Braintrust's wrap of the whole SDK. */
export const rival: Rival = {
  name: 'braintrust wrapAISDK',
  sdk: 'ai',
  package: 'braintrust',
  async open({ sdk, stub }) {
    const braintrust = await load('braintrust')
    process.env['BRAINTRUST_API_URL'] = stub
    call(braintrust, 'initLogger', { projectName: 'bench', apiKey: 'stub', appUrl: stub })
    return {
      sdk: sdkOf(objectOf(call(braintrust, 'wrapAISDK', sdk.module), 'wrapAISDK')),
      flush: async () => void (await call(braintrust, 'flush')),
    }
  },
}
