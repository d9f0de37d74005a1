import { tapReadable } from '../../middleware/tap-readable.ts'
import type { StreamTap } from '../../middleware/stream-tap.ts'
import type { RouteAnswer } from '../chat-route/route-answer.ts'
import type { RouteHead, RouteTurn } from '../chat-route/route-turn.ts'

/** The answer as it goes out: the handler's own, or one with its status, headers and bytes whose body is followed. */
export function answerWith(turn: RouteTurn, made: unknown): unknown {
  if (!(made instanceof Response)) return made
  const begun = turn.begin({ status: made.status, header: (name) => made.headers.get(name) ?? undefined })
  const response = followed(made, begun.answer)
  return begun.head === undefined ? response : withHead(response, begun.head)
}

function followed(response: Response, answer: RouteAnswer | undefined): Response {
  const { body } = response
  if (answer === undefined || body === null || response.bodyUsed || body.locked) {
    answer?.done()
    return response
  }
  if (isWhole(response)) {
    void readCopy(response.clone(), answer)
    return response
  }
  return new Response(tapReadable(body, tapOf(answer)), response)
}

// In one piece: hosts know its length from where it came, and would send a stream in its place in another way. What comes
// from the network, or bears a type of streams, comes in pieces, and a copy would be read ahead of the reader.
function isWhole({ headers, type }: Response): boolean {
  const contentType = headers.get('content-type') ?? ''
  return type === 'default' && /\bjson\b/.test(contentType) && !/stream|seq|lines/.test(contentType)
}

async function readCopy({ body }: Response, answer: RouteAnswer): Promise<void> {
  try {
    // Piece by piece, so that no more of it is held than an answer may have.
    for await (const bytes of body ?? []) answer.chunk(bytes)
    answer.done()
  } catch (error) {
    answer.brokenOff(error)
  }
}

function tapOf(answer: RouteAnswer): StreamTap<Uint8Array> {
  return {
    asked: () => answer.asked(),
    chunk: (bytes) => answer.chunk(bytes),
    done: () => answer.done(),
    failed: (error) => answer.brokenOff(error),
    cancelled: () => answer.left(),
  }
}

function withHead(response: Response, { header, id }: RouteHead): Response {
  try {
    response.headers.set(header, id)
    return response
  } catch {
    // No network answers are made by hand.
    if (response.type === 'error') return response
    // The headers of what fetch gave, or of a redirect, cannot be changed.
    const headers = new Headers(response.headers)
    headers.set(header, id)
    const { status, statusText } = response
    return new Response(response.body, { status, statusText, headers })
  }
}
