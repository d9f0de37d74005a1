import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai'
import { onTestFinished } from 'vitest'

export type Body = {
  readonly stream?: boolean
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
  readonly tools?: readonly object[]
}
export type ToolCall = { readonly id: string; readonly name: string; readonly args: string }
/** `text` in pieces, then tool calls; a pause lies behind the first piece. */
export type Answer = {
  readonly text?: readonly string[]
  readonly calls?: readonly ToolCall[]
  readonly pause?: Promise<unknown>
  readonly status?: number
  readonly more?: object
  /** Further deltas of a stream, behind the text. */
  readonly deltas?: readonly object[]
  /** The pieces of a stream go to so many choices in turn. */
  readonly choices?: number
}

export type Stub = {
  readonly bodies: readonly Body[]
  readonly baseURL: string
  model(fields?: ChatOpenAIFields): ChatOpenAI
}

const FRAME = { id: 'chatcmpl-1', created: 1, model: 'demo-2026' }
const USAGE = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 }

/** A server that speaks like OpenAI's chat completions, for one test. */
export async function startStub(answer: (body: Body, index: number) => Answer): Promise<Stub> {
  const bodies: Body[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()) as Body
    await reply(response, body, answer(body, bodies.push(body) - 1))
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    bodies,
    baseURL,
    model: (fields = {}) =>
      new ChatOpenAI({
        model: 'demo',
        apiKey: 'k',
        maxRetries: 0,
        ...fields,
        configuration: { baseURL, ...fields.configuration },
      }),
  }
}

async function reply(response: ServerResponse, body: Body, answer: Answer): Promise<void> {
  const { text = [], calls = [], deltas: others = [], pause, status, more, choices = 1 } = answer
  const reason = calls.length > 0 ? 'tool_calls' : 'stop'
  if (status !== undefined) {
    response.writeHead(status, { 'content-type': 'application/json' })
    return void response.end(JSON.stringify({ error: { message: 'out of order', type: 'x' } }))
  }
  if (body.stream !== true) {
    await pause
    response.setHeader('content-type', 'application/json')
    const message = { role: 'assistant', content: text.join(''), ...callsOf(calls), ...more }
    return void response.end(
      JSON.stringify({ ...FRAME, choices: [{ index: 0, message, finish_reason: reason }], usage: USAGE }),
    )
  }
  response.setHeader('content-type', 'text/event-stream')
  const deltas = [...text.map((content) => ({ content })), ...calls.map((call) => callsOf([call])), ...others]
  for (const [index, delta] of deltas.entries()) {
    response.write(event([{ index: index % choices, delta: { role: 'assistant', ...delta }, finish_reason: null }]))
    if (index === 0) await pause
  }
  response.write(event([{ index: 0, delta: {}, finish_reason: reason }]))
  response.write(event([], USAGE))
  response.end('data: [DONE]\n\n')
}

function event(choices: readonly object[], usage?: object): string {
  return `data: ${JSON.stringify({ ...FRAME, choices, usage })}\n\n`
}

function callsOf(calls: readonly ToolCall[]): object {
  if (calls.length === 0) return {}
  return {
    tool_calls: calls.map(({ id, name, args }, index) => ({
      index,
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  }
}
