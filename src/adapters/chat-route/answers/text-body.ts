import { createMeter, LARGEST_ANSWER } from '../../../middleware/answer-size.ts'
import { ChunkDecoder } from './chunk-decoder.ts'

/** The text of a body, in bounds. */
export type TextBody = { add(bytes: Uint8Array): void; text(): string }

/** @throws TooLargeError from `add` */
export function createTextBody(): TextBody {
  const grow = createMeter(LARGEST_ANSWER)
  const decoder = new ChunkDecoder()
  const pieces: string[] = []
  return {
    add(bytes) {
      const piece = decoder.decode(bytes)
      grow(piece.length)
      pieces.push(piece)
    },
    text: () => pieces.join(''),
  }
}
