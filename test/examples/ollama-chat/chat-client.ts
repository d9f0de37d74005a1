import { onTestFinished } from 'vitest'
import { startChatApp, type ChatApp, type ChatAppOptions } from '../../../examples/ollama-chat/server/app.ts'
import type { DatasetView } from '../../../examples/ollama-chat/server/dataset/dataset-view.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A line of the answer of `/api/chat`. */
export type Line = {
  readonly type: string
  readonly text?: string
  readonly id?: string
  readonly name?: string
  readonly message?: string
  readonly finishReason?: string
  readonly result?: unknown
  readonly arguments?: unknown
  readonly isError?: boolean
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number }
  readonly messages?: readonly HistoryMessage[]
}

export type HistoryMessage = { readonly role: string; readonly content: string; readonly [field: string]: unknown }

export type Answer = {
  readonly id: string
  readonly lines: readonly Line[]
  readonly text: string
  readonly done: Line
}

export const MODEL = 'finetap-demo:faq'

/** The running chatbot over a folder of its own, both gone when the test ends. It looks for no Ollama. */
export async function startApp(options: Partial<ChatAppOptions> = {}): Promise<ChatApp> {
  const { out = await temporaryFolder() } = options
  const app = await startChatApp({ out, port: 0, ollamaHosts: [], tokenDelayMs: 0, ...options })
  onTestFinished(() => app.close())
  return app
}

export function post(app: ChatApp, path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(app.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text, ...init })
}

/** What the page sends for a question, without or with what was said before. */
export function asking(conversationId: string, question: string, history: readonly HistoryMessage[] = []) {
  return { conversationId, model: MODEL, messages: [...history, { role: 'user', content: question }] }
}

/** One turn, read to its end. */
export async function chat(app: ChatApp, body: object): Promise<Answer> {
  const response = await post(app, '/api/chat', body)
  const lines = (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
  const text = lines.map((line) => (line.type === 'text' ? (line.text ?? '') : '')).join('')
  const [done = { type: 'nothing' }] = lines.slice(-1)
  return { id: response.headers.get('x-finetap-id') ?? '', lines, text, done }
}

export async function datasetOf(app: ChatApp, conversationId: string): Promise<DatasetView> {
  const response = await fetch(`${app.url}/api/dataset?conversationId=${encodeURIComponent(conversationId)}`)
  return (await response.json()) as DatasetView
}

export async function errorOf(response: Response): Promise<{ readonly code: string; readonly message: string }> {
  const { error } = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } }
  return error
}
