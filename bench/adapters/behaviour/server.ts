import { field, listField } from '../../../src/core/field.ts'
import { openaiChat } from '../wires/openai-chat.ts'

const HEADERS = { 'x-request-id': 'req_1' }
const PIECES = ['One', ' two', ' three', ' four', ' five', ' six']

/** What the server saw of a call that streams. */
export type StreamSeen = { sent: number; isAborted: boolean }

/** A server of chat completions within the process, which answers as is asked of it. */
export type Server = {
  readonly fetch: typeof fetch
  /** Of the latest stream. */
  readonly seen: StreamSeen
  /** The next stream waits with all pieces but the first until this resolves. */
  hold?: Promise<void>
}

export function createServer(): Server {
  const server: Server = {
    seen: { sent: 0, isAborted: false },
    fetch: async (input, init) => respond(server, input, init),
  }
  return server
}

function respond(server: Server, input: unknown, init: RequestInit | undefined): Response {
  const { pathname } = new URL(String(input))
  const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
  if (pathname !== '/v1/chat/completions' || field(body, 'model') === 'missing') return notFound()
  if (field(body, 'stream') === true) return streamed(server, init?.signal)
  return Response.json(whole(body), { headers: HEADERS })
}

function notFound(): Response {
  const error = { message: 'there is no such model', type: 'invalid_request_error', param: null, code: 'not_found' }
  return Response.json({ error }, { status: 404, headers: HEADERS })
}

function whole(body: unknown): object {
  const isToolTurn = listField(body, 'tools').length > 0 && listField(body, 'messages').length === 1
  if (isToolTurn) return toolCall()
  if (field(body, 'response_format') !== undefined) return openaiChat.whole('{"city":"Paris"}')
  return openaiChat.whole(PIECES.join(''))
}

function toolCall(): object {
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
  const message = { role: 'assistant', content: null, refusal: null, tool_calls: [call] }
  return { ...openaiChat.whole(''), choices: [{ index: 0, message, logprobs: null, finish_reason: 'tool_calls' }] }
}

function streamed(server: Server, signal: AbortSignal | null | undefined): Response {
  const seen = { sent: 0, isAborted: false }
  Object.assign(server, { seen })
  const { hold } = server
  delete server.hold
  // The first event names the role, the second has the first piece.
  const events = openaiChat.stream(PIECES)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        signal?.addEventListener('abort', () => {
          seen.isAborted = true
          controller.error(signal.reason)
        })
      },
      async pull(controller) {
        if (seen.sent === 2) await hold
        const event = events[seen.sent]
        seen.sent += 1
        if (seen.isAborted) return
        if (event === undefined) controller.close()
        else controller.enqueue(encoder.encode(event))
      },
      cancel() {
        seen.isAborted = seen.sent < events.length
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { ...HEADERS, 'content-type': 'text/event-stream' } })
}
