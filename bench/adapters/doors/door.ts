import type { Recorder } from '../../../src/index.ts'
import type { Wire } from '../wires/wire.ts'

/** A client as an app uses it. Both wait until the answer has been read. */
export type Caller = {
  readonly ask: (question: string) => Promise<void>
  readonly stream: (question: string) => Promise<void>
}

/** What a client that sends nothing is answered with next. */
export type Answers = { next: object }

/** One of finetap's doors, with the client that apps use it on. */
export type Door = {
  /** For readers. */
  readonly title: string
  readonly wire: Wire
  /** Makes a client that asks through the `fetch`; it is wrapped when there is a recorder. */
  readonly connect: (network: typeof fetch, recorder?: Recorder) => Caller
  /**
   * As `connect`, but the client sends nothing and parses nothing, so that only the door is left. For whole answers.
   */
  readonly alone?: (answers: Answers, recorder?: Recorder) => Caller
}

/** Where the models would be; no request goes there. */
export const MODEL_URL = 'http://127.0.0.1:9'
