import { startDemoModel, type DemoModel } from 'finetap/demo'
import { HttpError } from './http-error.ts'
import { hostOf, isLocal } from './local-host.ts'
import { chatModels, findOllama, type ChatModel, type FoundOllama } from './ollama-probe.ts'

/** What the page shows of the model server. */
export type ModelsView = {
  readonly server: {
    readonly kind: 'ollama' | 'demo'
    readonly label: string
    /** True where it runs on this machine: what is asked does not leave it. */
    readonly local: boolean
    /** The other machine, where it runs on one. */
    readonly host?: string
  }
  readonly models: readonly ChatModel[]
  /** An Ollama answers by now, while the demo model is in use. */
  readonly ollamaFound?: true
}

/** The server that answers chats: a real Ollama, or the demo model while there is none. */
export type Models = {
  readonly view: () => Promise<ModelsView>
  /** Where chats go. */
  readonly url: () => string
  /** What the model of that name can do. */
  readonly model: (name: string) => ChatModel | undefined
  /** Goes over to the Ollama that was found. */
  readonly switchToOllama: () => Promise<ModelsView>
  readonly close: () => Promise<void>
}

export type ModelsOptions = {
  readonly hosts: readonly string[]
  /** Milliseconds before each token of the demo model. */
  readonly tokenDelayMs: number
  /** Milliseconds between looks for an Ollama while there is none, default 10,000. */
  readonly probeEveryMs?: number | undefined
}

type Current = FoundOllama & { readonly kind: 'ollama' | 'demo' }

const PROBE_EVERY_MS = 10_000
const DEMO_LABEL = 'Demo model: looks answers up in a small FAQ, no language model'

export async function openModels(options: ModelsOptions): Promise<Models> {
  const { hosts, tokenDelayMs, probeEveryMs = PROBE_EVERY_MS } = options
  let demo: DemoModel | undefined
  let found = await findOllama(hosts)
  let current: Current = found === undefined ? await startDemo() : { ...found, kind: 'ollama' }

  async function startDemo(): Promise<Current> {
    demo = await startDemoModel({ tokenDelayMs })
    return { kind: 'demo', url: demo.url, models: await chatModels(demo.url) }
  }

  async function probe(): Promise<void> {
    if (current.kind === 'demo') found = await findOllama(hosts)
  }

  const timer = setInterval(() => void probe(), probeEveryMs).unref()

  function shown(): ModelsView {
    const { kind, url, models } = current
    const label = kind === 'demo' ? DEMO_LABEL : `Ollama at ${url}`
    const hint = kind === 'demo' && found !== undefined ? { ollamaFound: true as const } : {}
    const place = isLocal(url) ? { local: true } : { local: false, host: hostOf(url) }
    return { server: { kind, label, ...place }, models, ...hint }
  }

  return {
    async view() {
      if (current.kind === 'ollama') {
        const models = await chatModels(current.url)
        // An Ollama that does not answer just now keeps its models: the chat says what is wrong.
        if (models.length > 0) current = { ...current, models }
      }
      return shown()
    },
    url: () => current.url,
    model: (name) => current.models.find((model) => model.name === name),
    async switchToOllama() {
      if (current.kind === 'ollama') return shown()
      await probe()
      if (found === undefined) throw new HttpError(409, 'no_ollama', 'No Ollama with a chat model answers')
      current = { ...found, kind: 'ollama' }
      return shown()
    },
    // The demo model stays until the end: chats with it may be under way.
    async close() {
      clearInterval(timer)
      await demo?.close()
    },
  }
}
