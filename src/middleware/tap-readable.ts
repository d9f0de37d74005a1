import type { ReadableStreamReadResult } from 'node:stream/web'
import type { StreamTap } from './stream-tap.ts'

/**
 * The same chunks, pulled through: nothing is read before the app reads, nothing is buffered, and errors, cancel, the end
 * and backpressure travel as without the tap.
 */
export function tapReadable<Chunk>(source: ReadableStream<Chunk>, tap: StreamTap<Chunk>): ReadableStream<Chunk> {
  // No tee(): it buffers without bound when one branch is slow. No TransformStream: it reads ahead and costs three times as much.
  return new ReadableStream<Chunk>(openLine(source, tap), { highWaterMark: 0 })
}

/** Takes hold of the source. What is returned is the underlying source of a tapped stream. */
export function openLine<Chunk>(source: ReadableStream<Chunk>, tap: StreamTap<Chunk>): Line<Chunk> {
  const reader = source.getReader()
  const line = new Line(reader, tap)
  endWithSource(reader, new WeakRef(line))
  return line
}

/**
 * A source that closes or breaks while nobody reads closes or breaks the tapped stream too. The line is held weakly: what
 * holds the source, such as a socket, must not hold a stream that the app let go of.
 */
function endWithSource<Chunk>(reader: ReadableStreamDefaultReader<Chunk>, line: WeakRef<Line<Chunk>>): void {
  reader.closed.then(
    () => line.deref()?.sourceClosed(),
    (error: unknown) => line.deref()?.sourceFailed(error),
  )
}

/** What a line needs of the controller of the tapped stream. */
export type LineEnd<Chunk> = {
  enqueue(chunk: Chunk): void
  close(): void
  error(error: unknown): void
}

/** What lies between the source and the app: the underlying source of the tapped stream. */
export class Line<Chunk> {
  readonly #reader: ReadableStreamDefaultReader<Chunk>
  readonly #tap: StreamTap<Chunk>
  #controller: LineEnd<Chunk> | undefined
  #isSourceClosed = false
  #pending = 0

  constructor(reader: ReadableStreamDefaultReader<Chunk>, tap: StreamTap<Chunk>) {
    this.#reader = reader
    this.#tap = tap
  }

  start(controller: LineEnd<Chunk>): void {
    this.#controller = controller
  }

  pull(): void {
    this.#pending += 1
    this.#tap.asked()
    // Not awaited: with highWaterMark 0 a pull happens only for a waiting read, and an async pull costs twice as much.
    this.#reader.read().then(this.#read, this.#fail)
  }

  cancel(reason: unknown): Promise<void> {
    this.#controller = undefined
    this.#tap.cancelled(reason)
    return this.#reader.cancel(reason)
  }

  sourceClosed(): void {
    this.#isSourceClosed = true
    // A read on its way may still bring the last chunk.
    if (this.#pending === 0) this.#end()
  }

  sourceFailed(error: unknown): void {
    if (this.#pending === 0) this.#fail(error)
  }

  readonly #read = ({ done, value }: ReadableStreamReadResult<Chunk>): void => {
    this.#pending -= 1
    if (done) return this.#end()
    // A cancel ends the read that was waiting, on a controller that is closed by then.
    if (this.#controller === undefined) return
    this.#tap.chunk(value)
    this.#controller.enqueue(value)
    if (this.#isSourceClosed && this.#pending === 0) this.#end()
  }

  // Several reads may wait for the same end.
  #end(): void {
    const controller = this.#controller
    if (controller === undefined) return
    this.#controller = undefined
    this.#tap.done()
    controller.close()
  }

  readonly #fail = (error: unknown): void => {
    const controller = this.#controller
    if (controller === undefined) return
    this.#controller = undefined
    this.#tap.failed(error)
    controller.error(error)
  }
}
