import { readFile } from 'node:fs/promises'
import { call, load, objectOf } from '../support/packages.ts'
import type { Rival } from './rival.ts'

/** The AI SDK's DevTools: one JSON file in the working directory. Meant for development only, as its page says. */
export const rival: Rival = {
  name: '@ai-sdk/devtools',
  sdk: 'ai',
  package: '@ai-sdk/devtools',
  // It writes the whole file anew, several times a call.
  slow: true,
  async open({ stub }) {
    // Read when the package is loaded: where its viewer would listen.
    process.env['AI_SDK_DEVTOOLS_PORT'] = new URL(stub).port
    const integration = objectOf(call(await load('@ai-sdk/devtools'), 'DevToolsTelemetry'), 'DevToolsTelemetry')
    return {
      settings: { telemetry: { integrations: [integration] } },
      flush: async () => {},
      recorded: () => readFile('.devtools/generations.json', 'utf8'),
    }
  },
}
