import type { DemoModel } from '../../src/demo/index.ts'

export type Line = {
  model?: string
  created_at?: string
  message?: {
    role: string
    content: string
    thinking?: string
    tool_calls?: { id: string; function: { index: number; name: string; arguments: object } }[]
  }
  response?: string
  thinking?: string
  done?: boolean
  done_reason?: string
  context?: number[]
  error?: string
  [metric: string]: unknown
}

export function post(demo: DemoModel, path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(`${demo.url}${path}`, { method: 'POST', body: text, ...init })
}

export function chat(demo: DemoModel, content: string, rest: object = {}, init?: RequestInit): Promise<Response> {
  return post(demo, '/api/chat', { model: demo.model, messages: [{ role: 'user', content }], ...rest }, init)
}

/** One answer, not streamed. */
export async function answerOf(demo: DemoModel, content: string, rest: object = {}): Promise<string> {
  const response = await chat(demo, content, { stream: false, ...rest })
  return ((await response.json()) as Line).message?.content ?? ''
}

/** The lines of a stream, as they arrive. */
export async function* linesOf(response: Response): AsyncIterable<Line> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Line
  }
  if (rest !== '') throw new Error(`the stream ends within a line: ${rest}`)
}

export function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.message?.content ?? line.response ?? '').join('')
}
