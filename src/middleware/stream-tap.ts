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

/** The same values from an async iterator, which prints like it; `return` counts as cancelled. */
export function tapIterator<Chunk>(
  source: AsyncIterator<Chunk>,
  tap: StreamTap<Chunk>,
): AsyncIterableIterator<Chunk> & AsyncDisposable & { readonly [Symbol.toStringTag]: unknown } {
  function seen(result: IteratorResult<Chunk>): void {
    if (result.done === true) tap.done()
    else tap.chunk(result.value)
  }
  return {
    next(...values) {
      tap.asked()
      const read = source.next(...values)
      // On the side: a promise of ours would settle later than the source's own, and who races a read against an abort,
      // as clients do, would see another end.
      read.then(seen, tap.failed)
      return read
    },
    return(value) {
      tap.cancelled(undefined)
      return source.return?.(value) ?? Promise.resolve({ done: true, value })
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
    // Its prototype would do too, but give each stream a shape of its own, which makes every read slower.
    [Symbol.toStringTag]: Reflect.get(source, Symbol.toStringTag),
  }
}
