import { APIPromise, OpenAI } from 'openai'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import type { Recorder } from '../../../src/index.ts'
import { openaiChat } from '../wires/openai-chat.ts'
import { openaiResponses } from '../wires/openai-responses.ts'
import { ANSWERED } from './answered.ts'
import { MODEL_URL, type Answers, type Caller, type Door } from './door.ts'

/** The `openai` client, asked by `chat.completions`. */
export const openaiChatDoor: Door = {
  title: 'wrapOpenAI, chat',
  wire: openaiChat,
  connect: (network, recorder) => chatCaller(captured(openaiClient(network), recorder)),
  alone: (answers, recorder) => chatCaller(captured(silentClient(answers), recorder)),
}

/** The `openai` client, asked by `responses`. */
export const openaiResponsesDoor: Door = {
  title: 'wrapOpenAI, responses',
  wire: openaiResponses,
  connect: (network, recorder) => responsesCaller(captured(openaiClient(network), recorder)),
  alone: (answers, recorder) => responsesCaller(captured(silentClient(answers), recorder)),
}

export function openaiClient(network: typeof fetch): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: `${MODEL_URL}/v1`, fetch: network, maxRetries: 0 })
}

function silentClient(answers: Answers): OpenAI {
  const client = openaiClient(fetch)
  return Object.assign(client, {
    post: () => new APIPromise(client, Promise.resolve(ANSWERED), () => answers.next),
  })
}

function captured(client: OpenAI, recorder: Recorder | undefined): OpenAI {
  return recorder === undefined ? client : wrapOpenAI(client, { recorder })
}

export function chatCaller(client: OpenAI): Caller {
  return {
    async ask(content) {
      await client.chat.completions.create({ model: 'mock', messages: [{ role: 'user', content }] })
    },
    async stream(content) {
      const messages = [{ role: 'user' as const, content }]
      const chunks = await client.chat.completions.create({ model: 'mock', messages, stream: true })
      for await (const chunk of chunks) void chunk
    },
  }
}

export function responsesCaller(client: OpenAI): Caller {
  return {
    async ask(input) {
      await client.responses.create({ model: 'mock', input })
    },
    async stream(input) {
      for await (const event of await client.responses.create({ model: 'mock', input, stream: true })) void event
    },
  }
}
