import { defined, field, textField } from '../../core/field.ts'
import type { Call, Outcome, UnfinishedStatus } from '../../middleware/call.ts'
import { isAbort } from '../../middleware/error-note.ts'
import { followStream, type StreamReading } from '../../middleware/follow-stream.ts'
import type { StreamTap } from '../../middleware/stream-tap.ts'
import type { CallLink } from '../turns/link-call.ts'
import { createAnswer, type Answer } from './answer.ts'
import { toOutcome } from './outcome.ts'

/** A call of a model, from its start to its end as LangChain's callbacks tell it. */
export class Run {
  readonly call: Call
  readonly #answer: Answer = createAnswer()
  readonly #link: CallLink | undefined
  #isTapped = false
  #knowsStreams: boolean

  constructor(call: Call, link: CallLink | undefined, knowsStreams: boolean) {
    this.call = call
    this.#link = link
    this.#knowsStreams = knowsStreams
  }

  /** Says that a door would have tapped the run if the app read a stream: pieces do not mean one then. */
  knowsStreams(): void {
    this.#knowsStreams = true
  }

  /** Says that LangChain asks the model for a stream, whoever reads it. */
  isStreamed(): void {
    this.#answer.isStreamed()
  }

  /** True when it is followed by what the app reads, so that nobody needs to tell of tokens. */
  get isTapped(): boolean {
    return this.#isTapped
  }

  /** Follows the run by its callbacks alone. */
  follow(): void {
    this.call.whenUnfinished(partialOf(this.#answer))
  }

  /** Follows the run by what the app reads of its stream, and when. */
  tap(): StreamTap<unknown> {
    this.#isTapped = true
    return followStream(this.call, readingOf(this.#answer, this.#link))
  }

  token(text: string, choice: number | undefined, chunk: unknown): void {
    const { call } = this
    if (!call.isOpen || this.#isTapped) return
    try {
      if (!this.#knowsStreams) {
        this.#answer.isStreamed()
        // A reader that leaves tells nobody: once the answer comes, what comes no longer is left.
        call.waiting(false)
      }
      const message = field(chunk, 'message')
      if (message === undefined) this.#answer.text(text)
      if (message === undefined ? text !== '' : this.#answer.add(message, choice)) call.firstToken()
    } catch (cause) {
      call.drop(cause)
    }
  }

  end(result: unknown, isCached: boolean): void {
    this.call.end(() => {
      const outcome = this.#whole(toOutcome(result, isCached))
      this.#link?.answered(outcome.response?.messages ?? [], outcome.response?.id)
      return outcome
    })
  }

  #whole(outcome: Outcome): Outcome {
    if (this.#answer.choices() === 0) return outcome
    const { stream, response } = this.#answer.result()
    const seen = { ...outcome, ...defined({ stream }) }
    // LangChain joins the choices of a stream to one message.
    return this.#answer.choices() > 1 ? { ...seen, ...defined({ response }) } : seen
  }

  fail(error: unknown): void {
    const answer = this.#answer
    try {
      this.#link?.failed()
      if (isTruncation(error)) this.call.end(() => ({ ...answer.result(), status: 'interrupted' }))
      else if (isAbortOfLangChain(error)) this.call.end(() => ({ ...answer.result(), status: 'aborted', error }))
      else this.call.fail(error, () => answer.result())
    } catch (cause) {
      this.call.drop(cause)
    }
  }
}

// Functions of their own: closures of Run would hold the call.
function partialOf(answer: Answer): (status: UnfinishedStatus) => Outcome {
  return (status) => ({ ...answer.result(), status })
}

function readingOf(answer: Answer, link: CallLink | undefined): StreamReading<unknown> {
  return {
    chunk: (chunk) => (typeof chunk === 'string' ? addText(answer, chunk) : answer.add(chunk)),
    result() {
      const result = answer.result()
      if (answer.isComplete()) link?.answered(result.response?.messages ?? [], result.response?.id)
      return result
    },
    isComplete: () => answer.isComplete(),
    failure: () => undefined,
    isTruncation,
  }
}

function addText(answer: Answer, text: string): boolean {
  answer.text(text)
  return text !== ''
}

// The words of the Ollama client for a stream without its end.
function isTruncation(error: unknown): boolean {
  return textField(error, 'message') === 'Did not receive done or success response in stream.'
}

/** LangChain tells of an abort by plain errors too. */
function isAbortOfLangChain(error: unknown): boolean {
  if (isAbort(error) || textField(error, 'name') === 'ModelAbortError') return true
  const message = textField(error, 'message')
  return textField(error, 'name') === 'Error' && (message === 'AbortError' || message === 'Aborted')
}
