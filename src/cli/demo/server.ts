import { field, listField, textField } from '../../core/field.ts'
import { startDemoModel } from '../../demo/index.ts'

/** The server that the demo talks to. */
export type DemoServer = {
  readonly url: string
  readonly model: string
  /** What to tell the person who looks on. */
  readonly label: string
  close(): Promise<void>
}

const DEFAULT_OLLAMA = 'http://127.0.0.1:11434'
const PATIENCE_MS = 400

/** The real Ollama when one answers at `OLLAMA_HOST` or 127.0.0.1:11434 and has a chat model, else the demo model. */
export async function findServer(): Promise<DemoServer> {
  for (const url of candidates()) {
    const model = await firstChatModel(url)
    if (model !== undefined) return { url, model, label: `Ollama at ${url}, model ${model}`, close: async () => {} }
  }
  const server = await startDemoModel()
  const label = `demo model at ${server.url} (looks answers up in a small FAQ, no language model; no Ollama answered)`
  return { url: server.url, model: 'finetap-demo:faq', label, close: () => server.close() }
}

function candidates(): readonly string[] {
  const host = process.env['OLLAMA_HOST']
  if (host === undefined || host === '') return [DEFAULT_OLLAMA]
  const url = /^https?:/.test(host) ? host : `http://${host}`
  return [/:\d+$/.test(url) ? url : `${url}:11434`, DEFAULT_OLLAMA]
}

async function firstChatModel(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/api/tags`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    const models = listField(await response.json(), 'models')
    return models.filter(isChatModel).map((model) => textField(model, 'name'))[0]
  } catch {
    return undefined
  }
}

// Servers before capabilities were listed had chat models only, but for embeddings.
function isChatModel(model: unknown): boolean {
  const capabilities = field(model, 'capabilities')
  if (Array.isArray(capabilities)) return capabilities.includes('completion')
  return !(textField(model, 'name') ?? '').includes('embed')
}
