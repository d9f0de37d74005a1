import type { AnswerReading } from './answer.ts'

/** Reads an answer with the app's own reader, and as it is known where that one finds none in it. */
export function customFirst(
  custom: AnswerReading | undefined,
  known: AnswerReading | undefined,
): AnswerReading | undefined {
  if (custom === undefined || known === undefined) return custom ?? known
  // The custom reader is asked at the end; until then, nobody knows.
  let isEnded = false
  const chosen = (): AnswerReading => (isEnded && custom.form() === undefined ? known : custom)
  return {
    chunk(bytes) {
      custom.chunk(bytes)
      return known.chunk(bytes)
    },
    ended() {
      isEnded = true
      custom.ended()
      if (custom.form() === undefined) known.ended()
    },
    result() {
      const result = chosen().result()
      return result.response === undefined ? known.result() : result
    },
    isComplete: () => chosen().isComplete(),
    failure: () => chosen().failure(),
    form: () => chosen().form(),
    messageId: () => known.messageId(),
  }
}
