import { Anthropic, APIPromise } from '@anthropic-ai/sdk'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import type { Recorder } from '../../../src/index.ts'
import { anthropicMessages } from '../wires/anthropic-messages.ts'
import { ANSWERED } from './answered.ts'
import { MODEL_URL, type Answers, type Caller, type Door } from './door.ts'

/** The client of `@anthropic-ai/sdk`. */
export const anthropic: Door = {
  title: 'wrapAnthropic',
  wire: anthropicMessages,
  connect: (network, recorder) => caller(captured(anthropicClient(network), recorder)),
  alone: (answers, recorder) => caller(captured(silentClient(answers), recorder)),
}

function anthropicClient(network: typeof fetch): Anthropic {
  return new Anthropic({ apiKey: 'none', baseURL: MODEL_URL, fetch: network, maxRetries: 0 })
}

function silentClient(answers: Answers): Anthropic {
  const client = anthropicClient(fetch)
  return Object.assign(client, {
    post: () => new APIPromise(client, Promise.resolve(ANSWERED), () => answers.next),
  })
}

function captured(raw: Anthropic, recorder: Recorder | undefined): Anthropic {
  return recorder === undefined ? raw : wrapAnthropic(raw, { recorder })
}

function caller(client: Anthropic): Caller {
  const about = { model: 'mock', max_tokens: 1_024 }
  return {
    async ask(content) {
      await client.messages.create({ ...about, messages: [{ role: 'user', content }] })
    },
    async stream(content) {
      const messages = [{ role: 'user' as const, content }]
      for await (const event of await client.messages.create({ ...about, messages, stream: true })) void event
    },
  }
}
