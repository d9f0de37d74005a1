import type { IncomingMessage, ServerResponse } from 'node:http'
import { field } from '../../../core/field.ts'
import { flushHead, headersToPass, pairsOf } from './headers.ts'
import type { Passage } from './passage.ts'

/** Sends the target's answer on to the client as it comes. */
export function sendAnswer({ response, recording }: Passage, answer: IncomingMessage): void {
  const { statusCode: status = 502, statusMessage: statusText = '' } = answer
  recording.answered({ status, statusText, headers: answer.headers })
  sendHead(response, answer, recording.id)
  const ask = (): void => {
    recording.waiting()
    answer.resume()
  }
  let isOver = false
  let failure: unknown
  answer.on('data', (bytes: Buffer) => {
    const isTaken = response.write(bytes)
    flush(response)
    recording.chunk(bytes)
    if (isTaken) recording.waiting()
    else answer.pause()
  })
  response.on('drain', ask)
  answer.once('end', () => {
    isOver = true
    const trailers = pairsOf(answer.rawTrailers)
    if (trailers.length > 0) response.addTrailers(trailers)
    response.end()
    recording.done()
  })
  // The target broke off: a client that were sent an end would take the answer for whole.
  answer.once('close', () => {
    if (isOver) return
    recording.broken(failure ?? new Error('the target closed the connection'))
    response.destroy()
  })
  answer.on('error', (error) => (failure = error))
  recording.waiting()
}

/** One by one: what hooks into `writeHead`, such as compression, knows headers in a list not always. */
function sendHead(response: ServerResponse, answer: IncomingMessage, id: string | undefined): void {
  const passed = new Map<string, { readonly name: string; readonly values: string[] }>()
  for (const [name, value] of headersToPass(answer.rawHeaders)) {
    const lower = name.toLowerCase()
    const known = passed.get(lower)
    if (known === undefined) passed.set(lower, { name, values: [value] })
    else known.values.push(value)
  }
  for (const { name, values } of passed.values()) {
    const [first = ''] = values
    // What the app itself has set of these holds beside the target's.
    if (OF_BOTH.has(name.toLowerCase())) response.appendHeader(name, values)
    else response.setHeader(name, values.length === 1 ? first : values)
  }
  if (id !== undefined) response.setHeader('x-finetap-id', id)
  response.statusCode = answer.statusCode ?? 502
  response.statusMessage = reasonIn(answer)
  // By its own, so that what it throws is thrown here.
  response.writeHead(response.statusCode)
  flushHead(response, [...answer.rawHeaders, response.statusMessage])
}

const OF_BOTH: ReadonlySet<string> = new Set(['set-cookie', 'vary'])

/** Node takes words that it does not send; where there are none it puts its own. */
function reasonIn({ statusMessage = '' }: IncomingMessage): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(statusMessage) ? statusMessage : ''
}

/** Compression in front of the proxy holds back what it is not told to send. */
function flush(response: ServerResponse): void {
  const own: unknown = Object.hasOwn(response, 'flush') ? field(response, 'flush') : undefined
  if (typeof own === 'function') Reflect.apply(own, response, [])
}
