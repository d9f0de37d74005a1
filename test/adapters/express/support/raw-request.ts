import { once } from 'node:events'
import { connect } from 'node:net'

export type RawRequest = {
  readonly path: string
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: unknown
}

/** Every byte that a server sends for a request, from the status line to the last one. */
export async function rawAnswer(port: number, request: RawRequest): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1')
  const pieces: Buffer[] = []
  socket.on('data', (piece) => {
    pieces.push(piece)
    // Some routes keep the connection, whatever the client asks for.
    if (isWhole(Buffer.concat(pieces.slice(-2)), pieces[0])) socket.destroy()
  })
  socket.write(bytesOf(request))
  await once(socket, 'close')
  return Buffer.concat(pieces)
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n')

function isWhole(end: Buffer, start: Buffer = end): boolean {
  return start.includes('connection: keep-alive') && end.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
}

export function bytesOf({ path, method = 'POST', headers = {}, body }: RawRequest): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: app.example',
    'connection: close',
    ...(body === undefined ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

/** The answer without what differs from run to run, and without the one header that is ours. */
export function comparable(answer: Buffer): string {
  return answer
    .toString('latin1')
    .replace(/\r\nDate: [^\r]*/i, '')
    .replace(/\r\nx-finetap-id: [^\r]*/i, '')
}
