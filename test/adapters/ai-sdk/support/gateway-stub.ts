import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Answer, Major } from './majors.ts'

export type GatewayStub = {
  readonly baseURL: string
  /** The bodies that arrived, as text. */
  readonly bodies: readonly string[]
  close(): Promise<void>
}

/** A gateway on 127.0.0.1 that gives every call the same answer, in the form of the major. */
export async function startGateway(major: Major, answer: Answer): Promise<GatewayStub> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void respond(request).then((body) => {
      response.writeHead(200, { 'content-type': isStreaming(request) ? 'text/event-stream' : 'application/json' })
      response.end(body)
    })
  })

  async function respond(request: IncomingMessage): Promise<string> {
    bodies.push(await text(request))
    if (!isStreaming(request))
      return JSON.stringify(await major.model(() => answer).doGenerate({ prompt: [] } as never))
    return major
      .stream(answer)
      .map((part) => `data: ${JSON.stringify(part)}\n\n`)
      .join('')
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    baseURL: `http://127.0.0.1:${port}`,
    bodies,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function isStreaming({ headers }: IncomingMessage): boolean {
  const name = Object.keys(headers).find((header) => header.endsWith('language-model-streaming'))
  return name !== undefined && headers[name] === 'true'
}
