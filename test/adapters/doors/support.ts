import Anthropic from '@anthropic-ai/sdk'
import { ChatOllama } from '@langchain/ollama'
import { ChatOpenAI } from '@langchain/openai'
import { generateText, streamText } from 'ai'
import { Ollama } from 'ollama'
import { createOllama } from 'ollama-ai-provider-v2'
import OpenAI from 'openai'
import { wrapModel } from '../../../src/adapters/ai-sdk/index.ts'
import { wrapAnthropic } from '../../../src/adapters/anthropic/index.ts'
import { wrapFetch } from '../../../src/adapters/fetch/index.ts'
import { captureHandler, wrapChatModel } from '../../../src/adapters/langchain/index.ts'
import { wrapOllama } from '../../../src/adapters/ollama/index.ts'
import { wrapOpenAI } from '../../../src/adapters/openai/index.ts'
import type { Recorder } from '../../../src/middleware/recorder.ts'

export const MODEL = 'finetap-demo:faq'

/** What an app does behind one door: asks one question with a system message, whole or streamed, and reads all of it. */
export type Ask = (question: string, isStream: boolean) => Promise<unknown>

export type Door = (url: string, recorder: Recorder) => Ask

const SYSTEM = 'Be brief.'
const chat = (content: string) => [
  { role: 'system' as const, content: SYSTEM },
  { role: 'user' as const, content },
]
const apiKey = 'none'

function ollama(client: Ollama): Ask {
  return async (question, isStream) => {
    const request = { model: MODEL, messages: chat(question), options: { temperature: 0 } }
    if (isStream) await Array.fromAsync(await client.chat({ ...request, stream: true }))
    else await client.chat(request)
  }
}

function completions(client: OpenAI): Ask {
  return async (question, isStream) => {
    const request = { model: MODEL, messages: chat(question), temperature: 0 }
    if (!isStream) return client.chat.completions.create(request)
    const options = { stream: true as const, stream_options: { include_usage: true } }
    return Array.fromAsync(await client.chat.completions.create({ ...request, ...options }))
  }
}

function responses(client: OpenAI): Ask {
  return async (input, isStream) => {
    const request = { model: MODEL, instructions: SYSTEM, input, temperature: 0 }
    if (isStream) return Array.fromAsync(await client.responses.create({ ...request, stream: true }))
    return client.responses.create(request)
  }
}

function messages(client: Anthropic): Ask {
  return async (content, isStream) => {
    const request = { model: MODEL, max_tokens: 500, system: SYSTEM, temperature: 0 }
    const asked = { ...request, messages: [{ role: 'user' as const, content }] }
    if (isStream) return client.messages.stream(asked).finalMessage()
    return client.messages.create(asked)
  }
}

function langchain(model: ChatOllama | ChatOpenAI, config: Parameters<ChatOllama['invoke']>[1] = {}): Ask {
  return async (question, isStream) =>
    isStream ? Array.fromAsync(await model.stream(chat(question), config)) : model.invoke(chat(question), config)
}

const openai = (url: string, fetch?: typeof globalThis.fetch): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, ...(fetch && { fetch }) })
const anthropic = (url: string, fetch?: typeof globalThis.fetch): Anthropic =>
  new Anthropic({ baseURL: url, apiKey, ...(fetch && { fetch }) })
const chatOllama = (url: string): ChatOllama => new ChatOllama({ baseUrl: url, model: MODEL, temperature: 0 })

export function chatOpenAI(url: string, fetch = globalThis.fetch): ChatOpenAI {
  return new ChatOpenAI({ model: MODEL, apiKey, temperature: 0, configuration: { baseURL: `${url}/v1`, fetch } })
}

/** Every way to be captured, at the demo model. */
export const DOORS: { readonly [name: string]: Door } = {
  'wrapModel, ai 7': (url, recorder) => {
    const model = wrapModel(createOllama({ baseURL: `${url}/api` })(MODEL), { recorder })
    return async (prompt, isStream) => {
      const request = { model, instructions: SYSTEM, prompt, temperature: 0 }
      return isStream ? streamText(request).text : generateText(request)
    }
  },
  wrapOllama: (url, recorder) => ollama(wrapOllama(new Ollama({ host: url }), { recorder })),
  'wrapOpenAI, chat completions': (url, recorder) => completions(wrapOpenAI(openai(url), { recorder })),
  'wrapOpenAI, responses': (url, recorder) => responses(wrapOpenAI(openai(url), { recorder })),
  wrapAnthropic: (url, recorder) => messages(wrapAnthropic(anthropic(url), { recorder })),
  'wrapFetch in Ollama': (url, recorder) => ollama(new Ollama({ host: url, fetch: wrapFetch(fetch, { recorder }) })),
  'wrapFetch in OpenAI': (url, recorder) => completions(openai(url, wrapFetch(fetch, { recorder }))),
  'wrapFetch in OpenAI, responses': (url, recorder) => responses(openai(url, wrapFetch(fetch, { recorder }))),
  'wrapFetch in Anthropic': (url, recorder) => messages(anthropic(url, wrapFetch(fetch, { recorder }))),
  'wrapChatModel, ChatOllama': (url, recorder) => langchain(wrapChatModel(chatOllama(url), { recorder })),
  'wrapChatModel, ChatOpenAI': (url, recorder) => langchain(wrapChatModel(chatOpenAI(url), { recorder })),
  'captureHandler, ChatOllama': (url, recorder) =>
    langchain(chatOllama(url), { callbacks: [captureHandler({ recorder })] }),
}

/** Doors behind doors: each call goes through all of them. */
export const STACKS: { readonly [name: string]: Door } = {
  'a wrapped client with a wrapped fetch': (url, recorder) =>
    completions(wrapOpenAI(openai(url, wrapFetch(fetch, { recorder })), { recorder })),
  'a wrapped chat model with a wrapped fetch': (url, recorder) =>
    langchain(wrapChatModel(chatOpenAI(url, wrapFetch(fetch, { recorder })), { recorder })),
  'a handler on a wrapped chat model with a wrapped fetch': (url, recorder) => {
    const model = wrapChatModel(chatOpenAI(url, wrapFetch(fetch, { recorder })), { recorder })
    return langchain(model, { callbacks: [captureHandler({ recorder })] })
  },
  'a wrapped Ollama with a wrapped fetch': (url, recorder) =>
    ollama(wrapOllama(new Ollama({ host: url, fetch: wrapFetch(fetch, { recorder }) }), { recorder })),
  'a wrapped Anthropic with a wrapped fetch': (url, recorder) =>
    messages(wrapAnthropic(anthropic(url, wrapFetch(fetch, { recorder })), { recorder })),
  'a wrapped model with a wrapped fetch': (url, recorder) => {
    const provider = createOllama({ baseURL: `${url}/api`, fetch: wrapFetch(fetch, { recorder }) })
    const model = wrapModel(provider(MODEL), { recorder })
    return async (prompt, isStream) =>
      isStream ? streamText({ model, instructions: SYSTEM, prompt }).text : generateText({ model, prompt })
  },
}
