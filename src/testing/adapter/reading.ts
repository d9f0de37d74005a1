import { mentions } from './mentions.ts'
import type { OpenStream, Prepared, Streaming } from './door.ts'
import type { CallOptions } from './subject.ts'

/** How an answer came, or a stream ended, for the app. */
export type Ending =
  | { readonly failed: false; readonly value?: unknown }
  | { readonly failed: true; readonly error: unknown }

/** What an app saw of a stream. */
export type Seen = { readonly chunks: readonly unknown[]; readonly ending: Ending }

/** Reads a stream step by step. Errors, those of opening included, are kept as its ending. */
export type Reader = {
  readonly chunks: readonly unknown[]
  readonly ending: () => Ending | undefined
  /** The stream, unless opening it failed. */
  open(): Promise<OpenStream | undefined>
  /** Reads one chunk; false when the stream has ended. */
  next(): Promise<boolean>
  /** Reads until a chunk mentions the word; false when the stream ended before that. */
  until(word: string): Promise<boolean>
  rest(): Promise<Seen>
  /** Leaves by `return` of the iterator, as `break` does. */
  leave(): Promise<void>
}

/** Starts a stream at once, as the app would. */
export function startReader(prepared: Prepared<Streaming>, options: Partial<CallOptions> = {}): Reader {
  const chunks: unknown[] = []
  let ending: Ending | undefined
  let iterator: AsyncIterator<unknown> | undefined
  const stream = openingOf(prepared, options)
  // Told when it is read.
  stream.catch(() => {})

  async function guarded<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (ending !== undefined) return undefined
    try {
      return await work()
    } catch (error) {
      ending = { failed: true, error }
      return undefined
    }
  }

  const reader: Reader = {
    chunks,
    ending: () => ending,
    open: () => guarded(() => stream),
    async next() {
      const result = await guarded(async () => {
        iterator ??= (await stream).chunks[Symbol.asyncIterator]()
        return iterator.next()
      })
      if (result === undefined) return false
      if (result.done === true) ending = { failed: false }
      else chunks.push(result.value)
      return result.done !== true
    },
    async until(word) {
      while (await reader.next()) if (mentions(chunks.at(-1), word)) return true
      return false
    },
    async rest() {
      while (await reader.next());
      return { chunks, ending: ending ?? { failed: false } }
    },
    async leave() {
      await guarded(async () => iterator?.return?.())
    },
  }
  return reader
}

export function readAll(prepared: Prepared<Streaming>, options?: Partial<CallOptions>): Promise<Seen> {
  return startReader(prepared, options).rest()
}

/** What became of a question that is answered at once. */
export async function askFor(
  prepared: Prepared<PromiseLike<unknown>>,
  options?: Partial<CallOptions>,
): Promise<Ending> {
  try {
    return { failed: false, value: await prepared.send(options) }
  } catch (error) {
    return { failed: true, error }
  }
}

/** A framework may throw at once what others reject with. */
async function openingOf(prepared: Prepared<Streaming>, options: Partial<CallOptions>): Promise<OpenStream> {
  return prepared.send(options).opened
}
