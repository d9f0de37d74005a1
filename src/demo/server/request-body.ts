import type { IncomingMessage } from 'node:http'
import { isJsonObject, type JsonObject } from '../../core/json.ts'

export type Body =
  | { readonly kind: 'ok'; readonly body: JsonObject }
  | { readonly kind: 'refused'; readonly status: number; readonly error: string }
  /** The client went away before it had sent everything. */
  | { readonly kind: 'gone' }

/** Reads the JSON object that a request carries. A body beyond the limit is refused at once; the rest of it is thrown away. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const bytes = await collect(request, maxBytes)
  if (bytes === 'gone') return { kind: 'gone' }
  if (bytes === 'too_large') return refused(413, `the request body is larger than ${maxBytes} bytes`)
  if (bytes.length === 0) return refused(400, 'missing request body')
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return isJsonObject(value) ? { kind: 'ok', body: value } : refused(400, 'the request body must be a JSON object')
  } catch (error) {
    return refused(400, `the request body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function refused(status: number, error: string): Body {
  return { kind: 'refused', status, error }
}

// Not `for await`: leaving the loop destroys the socket, and the refusal could not be sent.
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'too_large' | 'gone'> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) {
        chunks.push(chunk)
        return
      }
      chunks = []
      resolve('too_large')
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('close', () => resolve('gone'))
  })
}
