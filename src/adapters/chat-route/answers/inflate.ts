import { LARGEST_ANSWER, TooLargeError } from '../../../middleware/answer-size.ts'

/** What is needed of a decompressing stream of `node:zlib`. */
export type Inflate = {
  write(bytes: Uint8Array, written: () => void): unknown
  end(): unknown
  destroy(): unknown
  on(event: 'data', take: (bytes: Uint8Array) => void): unknown
  on(event: 'end', take: () => void): unknown
  on(event: 'error', take: (error: unknown) => void): unknown
}

/** One stage of a decoding. */
export type Stage = {
  /** False when no more is wanted. */
  readonly chunk: (bytes: Uint8Array) => boolean
  readonly done: () => void
  /** What came before was broken off. */
  readonly failed: () => void
  /** The bytes are no body of this encoding, or more than there is room for. */
  readonly broken: (error: unknown) => void
}

// Around a text of the largest size stands what frames it. A bomb is stopped here at the latest.
const LARGEST_DECODED = 4 * LARGEST_ANSWER

/**
 * Decompresses what it is given for the next stage.
 *
 * @param create is told the first byte of the body
 */
export function inflate(create: (first: number) => Inflate, next: Stage): Stage {
  let stream: Inflate | undefined
  let isOver = false
  let [waiting, given] = [0, 0]
  let end = (): void => next.done()

  function over(tell: () => void): void {
    if (isOver) return
    isOver = true
    stream?.destroy()
    tell()
  }
  function open(first: number): Inflate {
    const opened = create(first)
    opened.on('data', (bytes) => {
      if (isOver) return
      given += bytes.length
      if (given > LARGEST_DECODED) over(() => next.broken(new TooLargeError('the decoded body is too large')))
      else if (!next.chunk(bytes)) over(() => undefined)
    })
    opened.on('end', () => over(end))
    opened.on('error', (error) => over(() => next.broken(error)))
    return opened
  }
  function close(): void {
    if (stream === undefined) over(end)
    else stream.end()
  }
  return {
    chunk(bytes) {
      const [first] = bytes
      if (isOver || first === undefined) return !isOver
      waiting += bytes.length
      if (waiting > LARGEST_ANSWER)
        over(() => next.broken(new TooLargeError('the body comes faster than it is decoded')))
      else {
        stream ??= open(first)
        // A copy: whoever writes an answer may use the buffer again.
        stream.write(Uint8Array.from(bytes), () => (waiting -= bytes.length))
      }
      return !isOver
    },
    done: () => !isOver && close(),
    failed() {
      if (isOver) return
      end = () => next.failed()
      close()
    },
    broken: (error) => over(() => next.broken(error)),
  }
}
