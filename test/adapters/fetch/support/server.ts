import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on 127.0.0.1 that answers each request with the next of its answers, the last one for ever. */
export type StubServer = {
  readonly url: string
  /** What it was sent, oldest first. */
  readonly bodies: readonly string[]
  answer(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export type Answer = {
  readonly status?: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Sends every byte in a chunk of its own. */
  readonly isBytewise?: boolean
  /** Sends the body, and then nothing more. */
  readonly isOpen?: boolean
  /** Breaks the connection behind the body. */
  readonly isBroken?: boolean
}

export async function startStubServer(): Promise<StubServer> {
  const bodies: string[] = []
  let answers: readonly Answer[] = []
  const server = createServer((request, response) => {
    response.on('error', () => {})
    void bodyOf(request).then((body) => {
      bodies.push(body)
      const [first = {}, ...rest] = answers
      if (rest.length > 0) answers = rest
      return send(response, first)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    answer: (...given) => void (answers = given),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { status = 200, type, headers = {}, body = '', isBytewise, isOpen, isBroken } = answer
  response.sendDate = false
  response.writeHead(status, { ...headers, ...(type !== undefined && { 'content-type': type }) })
  const bytes = Buffer.from(body)
  const size = isBytewise === true ? 1 : bytes.length
  for (let start = 0; start < bytes.length; start += size) {
    await new Promise<void>((resolve) => response.write(bytes.subarray(start, start + size), () => resolve()))
  }
  if (isBroken === true) response.destroy()
  else if (isOpen !== true) response.end()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const piece of request) body += String(piece)
  return body
}
