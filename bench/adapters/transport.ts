import type { Wire } from './wires/wire.ts'

/** Makes the response to one request, from bytes that lie ready. */
export type Answer = () => Response

/** A network that is none: what clients get for a `fetch`. It answers each request with what was set before. */
export type Transport = {
  readonly fetch: typeof fetch
  answer: Answer
}

export function createTransport(): Transport {
  const transport: Transport = {
    fetch: async () => transport.answer(),
    answer() {
      throw new Error('no answer lies ready')
    },
  }
  return transport
}

const encoder = new TextEncoder()

export function wholeAnswer(wire: Wire, text: string): Answer {
  const body = encoder.encode(JSON.stringify(wire.whole(text)))
  const headers = { 'content-type': 'application/json', 'x-request-id': 'req_1' }
  return () => new Response(body, { headers })
}

/** Each event comes by itself, when it is asked for, as from a model that is slower than its reader. */
export function streamedAnswer(wire: Wire, pieces: readonly string[]): Answer {
  const events = wire.stream(pieces).map((event) => encoder.encode(event))
  const headers = { 'content-type': wire.contentType, 'x-request-id': 'req_1' }
  return () => new Response(bodyOf(events), { headers })
}

// Of bytes, as the body of a real response is. Those of an event change hands when they are read, so each stream has its own.
function bodyOf(events: readonly Uint8Array[]): ReadableStream {
  let next = 0
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const event = events[next]
      next += 1
      if (event !== undefined) return controller.enqueue(event.slice())
      controller.close()
      controller.byobRequest?.respond(0)
    },
  })
}
