import type { ReadableStreamReadResult } from 'node:stream/web'

/** What a tap on a stream is told. None of it may throw. */
export type StreamTap<Chunk> = {
  /** The reader waits for the next chunk. */
  readonly asked: () => void
  readonly chunk: (chunk: Chunk) => void
  /** The stream ended by itself. */
  readonly done: () => void
  readonly failed: (error: unknown) => void
  /** The reader wants no more. */
  readonly cancelled: (reason: unknown) => void
}

/**
 * The same chunks, pulled through: nothing is read before the app reads, nothing is buffered, and errors, cancel and
 * backpressure travel as without the tap.
 */
export function tapReadable<Chunk>(source: ReadableStream<Chunk>, tap: StreamTap<Chunk>): ReadableStream<Chunk> {
  // No tee(): it buffers without bound when one branch is slow. No TransformStream: it reads ahead and costs three times as much.
  const reader = source.getReader()
  let cancelled = false

  function pull(controller: ReadableStreamDefaultController<Chunk>): void {
    function read({ done, value }: ReadableStreamReadResult<Chunk>): void {
      // A cancel ends the read that was waiting, on a controller that is closed by then.
      if (cancelled) return
      if (done) {
        tap.done()
        controller.close()
        return
      }
      tap.chunk(value)
      controller.enqueue(value)
    }
    function fail(error: unknown): void {
      tap.failed(error)
      controller.error(error)
    }
    tap.asked()
    // Not awaited: with highWaterMark 0 a pull happens only for a waiting read, and an async pull costs twice as much.
    reader.read().then(read, fail)
  }

  function cancel(reason: unknown): Promise<void> {
    cancelled = true
    tap.cancelled(reason)
    return reader.cancel(reason)
  }

  return new ReadableStream<Chunk>({ pull, cancel }, { highWaterMark: 0 })
}

/** The same values from an async iterator; `return` counts as cancelled. */
export function tapIterator<Chunk>(
  source: AsyncIterator<Chunk>,
  tap: StreamTap<Chunk>,
): AsyncIterableIterator<Chunk> & AsyncDisposable {
  function seen(result: IteratorResult<Chunk>): IteratorResult<Chunk> {
    if (result.done === true) tap.done()
    else tap.chunk(result.value)
    return result
  }
  function failed(error: unknown): never {
    tap.failed(error)
    throw error
  }
  return {
    next(...values) {
      tap.asked()
      return source.next(...values).then(seen, failed)
    },
    async return(value) {
      tap.cancelled(undefined)
      return source.return === undefined ? { done: true, value } : source.return(value)
    },
    async throw(error) {
      // The reader's error, not the upstream's: it leaves.
      tap.cancelled(error)
      if (source.throw === undefined) throw error
      return source.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return?.(undefined)
    },
  }
}
