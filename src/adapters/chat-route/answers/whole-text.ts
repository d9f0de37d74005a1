import { createAccumulator } from '../../../middleware/accumulator.ts'
import type { AnswerReading } from './answer.ts'
import { ChunkDecoder } from './chunk-decoder.ts'

/** Reads an answer that is nothing but its text, whether it comes at once or piece by piece. */
export function readWholeText(): AnswerReading {
  const answer = createAccumulator()
  const decoder = new ChunkDecoder()
  let isEnded = false

  function take(text: string): boolean {
    answer.text(text)
    return text !== ''
  }
  return {
    chunk: (bytes) => take(decoder.decode(bytes)),
    ended() {
      if (!isEnded) take(decoder.end())
      isEnded = true
    },
    result: () => ({ response: { messages: answer.messages() } }),
    isComplete: () => isEnded,
    failure: () => undefined,
    form: () => 'text',
    messageId: () => undefined,
  }
}

/** As `readWholeText`, of bytes that may as well be an image or a sound, in which case they are no answer. */
export function readUnsureText(): AnswerReading {
  let reading: AnswerReading | undefined = readWholeText()
  return {
    chunk(bytes) {
      if (bytes.some(isOfNoText)) reading = undefined
      return reading?.chunk(bytes) === true
    },
    ended: () => reading?.ended(),
    result: () => reading?.result() ?? {},
    isComplete: () => reading?.isComplete() === true,
    failure: () => undefined,
    form: () => reading?.form(),
    messageId: () => undefined,
  }
}

// Control characters other than blanks.
function isOfNoText(byte: number): boolean {
  return byte < 0x20 && (byte < 0x09 || byte > 0x0d)
}
