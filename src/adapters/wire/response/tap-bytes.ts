import type { StreamTap } from '../../../middleware/stream-tap.ts'
import { openLine, type Line, type LineEnd } from '../../../middleware/tap-readable.ts'

/** A tapped stream in the place of a body. */
export type TappedBytes = {
  readonly stream: ReadableStream<Uint8Array>
  /** True once it has taken hold of the source, which is then of no use to anybody else. */
  isOpen(): boolean
  open(): void
}

/**
 * As `tapReadable`, for the bodies of responses: the source is taken hold of with the first read, not before, because who
 * only looks at a body may still clone the response or have it parsed; and a stream of bytes stays one, which readers with
 * buffers of their own need.
 *
 * @param source the body as it is when the first read comes; a clone changes it
 */
export function tapBytes(source: () => ReadableStream<Uint8Array>, tap: StreamTap<Uint8Array>): TappedBytes {
  let line: Line<Uint8Array> | undefined
  let end: LineEnd<Uint8Array> | undefined

  function open(): Line<Uint8Array> {
    if (line !== undefined) return line
    line = openLine(source(), tap)
    if (end !== undefined) line.start(end)
    return line
  }
  const pull = (): void => open().pull()
  const cancel = (reason: unknown): Promise<void> => open().cancel(reason)

  function bytes(): ReadableStream<Uint8Array> {
    const start = (controller: ReadableByteStreamController): void => void (end = endOf(controller))
    return new ReadableStream({ type: 'bytes', start, pull, cancel })
  }
  function chunks(): ReadableStream<Uint8Array> {
    const start = (controller: LineEnd<Uint8Array>): void => void (end = controller)
    return new ReadableStream({ start, pull, cancel }, { highWaterMark: 0 })
  }
  const stream = isOfBytes(source()) ? bytes() : chunks()
  return { stream, isOpen: () => line !== undefined, open: () => void open() }
}

function endOf(controller: ReadableByteStreamController): LineEnd<Uint8Array> {
  return {
    enqueue: (chunk) => controller.enqueue(chunk),
    close() {
      controller.close()
      // A reader that waits with a buffer of its own gets it back.
      controller.byobRequest?.respond(0)
    },
    error: (error) => controller.error(error),
  }
}

/** There is no other way to ask; nothing is read. */
function isOfBytes(source: ReadableStream<Uint8Array>): boolean {
  try {
    source.getReader({ mode: 'byob' }).releaseLock()
    return true
  } catch {
    return false
  }
}
