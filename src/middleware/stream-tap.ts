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
