import type { FinishReason, Usage } from '../../../core/generation.ts'
import type { Message } from '../../../core/message.ts'

/** The answer of a route, for a reader of the app's own. */
export type WholeAnswer = {
  readonly status: number
  /** As the head says, in lower case; empty when it says none. */
  readonly contentType: string
  /**
   * The JSON value of an answer of JSON, the list of events of a stream (JSON values, and the text of those that are no
   * JSON), the text of any other.
   */
  readonly body: unknown
}

/**
 * What was said, in a form of the app's own: a text, or messages, with what else is known.
 *
 * @example
 * captureChat({ readAnswer: ({ body }) => (isReply(body) ? { text: body.bubbles.join('') } : undefined) })
 */
export type CustomAnswer = {
  readonly text?: string
  /** In place of `text`; `content` is a short way to write parts of one text. */
  readonly messages?: readonly (Message | { readonly role: string; readonly content: string })[]
  /** The model that answered. */
  readonly model?: string
  readonly usage?: Usage
  readonly finishReason?: FinishReason | (string & Record<never, never>)
}
