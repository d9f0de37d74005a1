import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { anthropicMessages } from '../wires/anthropic-messages.ts'
import { ollamaChat } from '../wires/ollama-chat.ts'
import { openaiChat } from '../wires/openai-chat.ts'
import { openaiResponses } from '../wires/openai-responses.ts'
import type { Wire } from '../wires/wire.ts'
import { MODEL_URL, type Door } from './door.ts'

const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer none' }

/** `fetch` itself, asked as small clients do. */
function fetchDoor(title: string, wire: Wire, path: string, bodyOf: (content: string) => object): Door {
  return {
    title: `wrapFetch, ${title}`,
    wire,
    connect(network, recorder) {
      const request = recorder === undefined ? network : wrapFetch(network, { recorder })

      function post(content: string, stream: boolean): Promise<Response> {
        const body = JSON.stringify({ model: 'mock', stream, ...bodyOf(content) })
        return request(`${MODEL_URL}${path}`, { method: 'POST', headers: HEADERS, body })
      }

      return {
        async ask(content) {
          const response = await post(content, false)
          await response.json()
        },
        async stream(content) {
          const { body } = await post(content, true)
          for await (const bytes of body ?? []) void bytes
        },
      }
    },
  }
}

const messagesOf = (content: string): object => ({ messages: [{ role: 'user', content }] })

export const fetchChat: Door = fetchDoor('OpenAI chat', openaiChat, '/v1/chat/completions', messagesOf)

export const fetchResponses: Door = fetchDoor('OpenAI responses', openaiResponses, '/v1/responses', (input) => ({
  input,
}))

export const fetchAnthropic: Door = fetchDoor('Anthropic', anthropicMessages, '/v1/messages', (content) => ({
  max_tokens: 1_024,
  ...messagesOf(content),
}))

export const fetchOllama: Door = fetchDoor('Ollama', ollamaChat, '/api/chat', messagesOf)
