import { Ollama } from 'ollama'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import type { Recorder } from '../../../src/index.ts'
import { ollamaChat } from '../wires/ollama-chat.ts'
import { MODEL_URL, type Answers, type Caller, type Door } from './door.ts'

/** The `ollama` client. */
export const ollama: Door = {
  title: 'wrapOllama',
  wire: ollamaChat,
  connect: (network, recorder) => caller(captured(new Ollama({ host: MODEL_URL, fetch: network }), recorder)),
  alone: (answers, recorder) => caller(captured(silentClient(answers), recorder)),
}

function silentClient(answers: Answers): Ollama {
  return Object.assign(new Ollama(), { processStreamableRequest: async () => answers.next })
}

function captured(raw: Ollama, recorder: Recorder | undefined): Ollama {
  return recorder === undefined ? raw : wrapOllama(raw, { recorder })
}

function caller(client: Ollama): Caller {
  return {
    async ask(content) {
      await client.chat({ model: 'mock', messages: [{ role: 'user', content }] })
    },
    async stream(content) {
      const chunks = await client.chat({ model: 'mock', messages: [{ role: 'user', content }], stream: true })
      for await (const chunk of chunks) void chunk
    },
  }
}
