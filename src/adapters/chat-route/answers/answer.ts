import type { StreamReading } from '../../../middleware/follow-stream.ts'
import type { WholeAnswer } from './custom-answer.ts'

/** The head of an answer. */
export type AnswerHead = {
  readonly status: number
  /** By its name in lower case. */
  readonly header: (name: string) => string | undefined
}

/** Reads an answer whose form is found out by itself. Never throws but `TooLargeError`, and what `custom` throws. */
export type AnswerReading = StreamReading<Uint8Array> & {
  /**
   * `ui-message-stream`, `openai-chat`, `openai-responses`, `anthropic-messages`, `ollama`, `text`, `json`, `custom`;
   * undefined until it is known, and when it is none of these.
   */
  readonly form: () => string | undefined
  /** The UI message's id, as soon as the stream names one. */
  readonly messageId: () => string | undefined
  /** The body ended by itself: what is left counts, and answers whose form has no end of its own are complete. */
  readonly ended: () => void
}

export type AnswerOptions = {
  /** Reads answers of a form of the app's own. Asked when the body has ended, or broken off between two events. */
  readonly custom?: (answer: WholeAnswer) => unknown
}
