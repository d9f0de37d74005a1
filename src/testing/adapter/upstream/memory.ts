import { quiet } from '../waiting.ts'
import type { Wire } from '../wire.ts'
import type { Piece } from './script.ts'

/** A `fetch` that asks no server, and counts what is read of its answer. */
export type MemoryUpstream = {
  readonly fetch: typeof fetch
  readonly calls: () => number
  /** How many pieces were asked for so far. */
  readonly pulls: () => number
}

/** Answers every request with the pieces, each made when it is asked for; then ends, or fails with `failure`. */
export function createMemoryUpstream(wire: Wire, pieces: readonly Piece[], failure?: Error): MemoryUpstream {
  let calls = 0
  let pulls = 0

  function body(): ReadableStream<Uint8Array> {
    let next = 0
    return new ReadableStream(
      {
        async pull(controller) {
          pulls += 1
          const piece = pieces[next]
          next += 1
          if (piece !== undefined)
            return controller.enqueue(
              new TextEncoder().encode(wire.piece(piece, next - 1, pieces.slice(0, next - 1)) ?? ''),
            )
          if (failure === undefined) return controller.close()
          // Later, because an error throws away what a stream has not handed on yet.
          await quiet()
          controller.error(failure)
        },
      },
      { highWaterMark: 0 },
    )
  }

  return {
    calls: () => calls,
    pulls: () => pulls,
    async fetch() {
      calls += 1
      if (pieces.length === 0 && failure !== undefined) throw failure
      return new Response(body(), { headers: { 'content-type': wire.contentType } })
    },
  }
}
