import type { IncomingMessage } from 'node:http'
import { field } from '../../core/field.ts'
import type { BodyRead } from '../chat-route/feedback/asked.ts'

/** What `express.json()` made of the body, or the body itself where nobody has read it. */
export function readFeedbackBody(request: IncomingMessage, largestBytes: number): Promise<BodyRead> {
  const parsed = field(request, 'body')
  // Express 4 makes an empty object where nothing was parsed.
  const isUnread = !request.readableDidRead && !request.readableEnded
  if (parsed !== undefined && !(isUnread && isEmpty(parsed))) return Promise.resolve({ kind: 'value', value: parsed })
  if (request.readableEnded) return Promise.resolve({ kind: 'used' })
  if (request.destroyed) return Promise.resolve({ kind: 'gone' })
  return readBytes(request, largestBytes)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Reads on behind the limit without keeping anything, so that a client that is still sending gets its answer. */
function readBytes(request: IncomingMessage, largestBytes: number): Promise<BodyRead> {
  const { promise, resolve } = Promise.withResolvers<BodyRead>()
  let chunks: Uint8Array[] = []
  let length = 0

  function take(chunk: Uint8Array): void {
    length += chunk.length
    if (length <= largestBytes) return void chunks.push(chunk)
    chunks = []
    settle({ kind: 'too_large' })
    request.resume()
  }
  const end = (): void => settle({ kind: 'bytes', bytes: Buffer.concat(chunks) })
  const leave = (): void => settle({ kind: 'gone' })

  function settle(read: BodyRead): void {
    request.off('data', take).off('end', end).off('close', leave)
    resolve(read)
  }

  request.on('data', take).on('end', end).on('close', leave).once('error', leave)
  return promise
}
