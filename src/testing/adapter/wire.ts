import type { Piece } from './upstream/script.ts'

/** The protocol that the clients of an adapter speak: how an upstream writes its answers. */
export type Wire = {
  /** Of a stream, such as `text/event-stream`. */
  readonly contentType: string
  /**
   * What a piece is in a stream, `index` pieces after its start and behind those `before` it; undefined when the protocol
   * has no such piece, and what needs it passes unchecked.
   */
  readonly piece: (piece: Piece, index: number, before: readonly Piece[]) => string | undefined
  /** The JSON body of an answer that is not streamed. */
  readonly whole: (pieces: readonly Piece[]) => string
  /** The JSON body of an HTTP error. */
  readonly error: (message: string) => string
  /** Whether a stream is asked for (default: the body is JSON with `stream: true`). */
  readonly streams?: (request: { readonly path: string; readonly body: string }) => boolean
}

/** True when the protocol can say all of it. */
export function canSay(wire: Wire, pieces: readonly Piece[]): boolean {
  return pieces.every((piece, index) => wire.piece(piece, index, pieces.slice(0, index)) !== undefined)
}

export function asksForStream(wire: Wire, request: { readonly path: string; readonly body: string }): boolean {
  if (wire.streams !== undefined) return wire.streams(request)
  try {
    const body: unknown = JSON.parse(request.body)
    return typeof body === 'object' && body !== null && Reflect.get(body, 'stream') === true
  } catch {
    return false
  }
}
