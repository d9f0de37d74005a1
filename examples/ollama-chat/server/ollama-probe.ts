import { Ollama, type ModelResponse } from 'ollama'
import { field, textField } from './fields.ts'
import { hostOf } from './local-host.ts'

/** A model that can chat, and what it can do besides. */
export type ChatModel = {
  readonly name: string
  readonly thinking: boolean
  readonly tools: boolean
  /** Where Ollama passes chats with it on to, as it does with models in the cloud. */
  readonly remoteHost?: string
}

/** A server that speaks Ollama's API and has a model to chat with. */
export type FoundOllama = { readonly url: string; readonly models: readonly ChatModel[] }

const DEFAULT_HOST = 'http://127.0.0.1:11434'
const PATIENCE_MS = 400
const MOST_MODELS = 50

/** Where an Ollama may answer: `OLLAMA_HOST`, then the usual place. */
export function usualHosts(named: string | undefined = process.env['OLLAMA_HOST']): readonly string[] {
  if (named === undefined || named === '') return [DEFAULT_HOST]
  const url = /^https?:\/\//.test(named) ? named : `http://${named}`
  // 0.0.0.0 is where a server listens, and no place to call.
  const callable = url.replace('//0.0.0.0', '//127.0.0.1').replace(/\/+$/, '')
  return [...new Set([/:\d+$/.test(callable) ? callable : `${callable}:11434`, DEFAULT_HOST])]
}

/** The first host that is an Ollama with a chat model. */
export async function findOllama(hosts: readonly string[]): Promise<FoundOllama | undefined> {
  for (const url of hosts) {
    if (!(await isOllama(url))) continue
    const models = await chatModels(url)
    if (models.length > 0) return { url, models }
  }
  return undefined
}

async function isOllama(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/version`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    const version = textField(await response.json(), 'version')
    // The demo model speaks the same API, and must never pass for Ollama.
    return response.ok && version !== undefined && !version.includes('finetap-demo')
  } catch {
    return false
  }
}

/** The models of a server that can chat. Empty when it does not answer. */
export async function chatModels(url: string): Promise<readonly ChatModel[]> {
  const client = new Ollama({ host: url, fetch: impatientFetch })
  try {
    const { models } = await client.list()
    const cards = await Promise.all(models.slice(0, MOST_MODELS).map((model) => cardOf(client, model)))
    return cards.flatMap(({ capabilities, ...card }) => {
      if (!capabilities.includes('completion')) return []
      return [{ ...card, thinking: capabilities.includes('thinking'), tools: capabilities.includes('tools') }]
    })
  } catch {
    return []
  }
}

type Card = { readonly name: string; readonly capabilities: readonly string[]; readonly remoteHost?: string }

async function cardOf(client: Ollama, model: ModelResponse): Promise<Card> {
  const remote = textField(model, 'remote_host') ?? ''
  const card = { name: model.name, ...(remote === '' ? {} : { remoteHost: hostOf(remote) }) }
  const listed = field(model, 'capabilities')
  if (Array.isArray(listed)) return { ...card, capabilities: listed.filter((entry) => typeof entry === 'string') }
  const shown = await client.show({ model: card.name }).catch(() => undefined)
  // Servers that tell no capabilities have models that complete, but for those that embed.
  return { ...card, capabilities: shown?.capabilities ?? (card.name.includes('embed') ? [] : ['completion']) }
}

const impatientFetch: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS * 5) })
