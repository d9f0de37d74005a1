import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { startDemoModel } from 'finetap/demo'
import { onTestFinished } from 'vitest'

export type FakeOllama = {
  readonly url: string
  /** Names of the models that were asked to chat. */
  readonly asked: readonly string[]
}

type FakeOptions = {
  readonly port?: number
  readonly version?: string
  readonly capabilities?: readonly string[] | 'untold'
  /** Where it passes chats with its model on to. */
  readonly remoteHost?: string
}

/** A server that passes for Ollama: two models with names of its own, one of which can only embed. */
export async function startFakeOllama(options: FakeOptions = {}): Promise<FakeOllama> {
  const { port = 0, version = '0.12.3', capabilities = ['completion', 'tools'], remoteHost } = options
  const demo = await startDemoModel()
  const asked: string[] = []
  const models = [
    { name: 'nomic-embed-text', capabilities: ['embedding'] },
    { name: 'small-model:1b', ...(capabilities === 'untold' ? {} : { capabilities }), remote_host: remoteHost },
  ]
  async function answerFor(path: string, text: string): Promise<Response> {
    if (path === '/api/version') return Response.json({ version })
    if (path === '/api/tags') return Response.json({ models })
    if (path === '/api/show') return Response.json({ capabilities: ['completion', 'thinking'] })
    const body = JSON.parse(text) as { readonly model: string; readonly think?: unknown }
    if (body.think !== undefined) return Response.json({ error: 'it does not support thinking' }, { status: 400 })
    asked.push(body.model)
    return fetch(demo.url + path, { method: 'POST', body: JSON.stringify({ ...body, model: demo.model }) })
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await Array.fromAsync(request)).toString()
    const answer = await answerFor(request.url ?? '', text)
    response.writeHead(answer.status).end(await answer.text())
  }

  const server = createServer((request, response) => void serve(request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await demo.close()
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked }
}
