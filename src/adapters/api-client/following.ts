import { field } from '../../core/field.ts'
import { runInside } from '../../middleware/follow-promise.ts'
import { followResponse } from '../wire/response/follow-response.ts'
import type { ExchangeCall } from '../wire/begin-exchange.ts'
import { refusePages } from './pages.ts'
import { isApiStream, tapStream } from './stream.ts'

/** What has been seen of one call, by whichever promise and method the app reads its answer. */
export class Following {
  readonly #exchange: ExchangeCall
  /** What reads the body of the answer: the client, or the app that asked for the response itself. */
  #reader: 'client' | 'app' | undefined
  #isStreaming = false

  constructor(exchange: ExchangeCall) {
    this.#exchange = exchange
  }

  /** The app asks for the answer, in whichever way. */
  asked(): void {
    this.#exchange.call.waiting(true)
  }

  /**
   * Hands on what the client knows of the request once the response has come. If the client does not read the body at
   * once, it is the app that got hold of the response, to read its body or not.
   */
  arrived(facts: unknown, handOn: (facts: unknown) => unknown): unknown {
    const handed = handOn(facts)
    if (this.#reader === undefined) this.#handedOut(field(facts, 'response'))
    return handed
  }

  /**
   * Reads the answer as the client does. Within the call, because a client may ask again when a body fails.
   *
   * @param facts what the client knows of the request, such as its response
   */
  parsing(parse: () => unknown, facts: unknown): unknown {
    this.#reader ??= 'client'
    const parsed = runInside(this.#exchange.call, parse)
    // On the side, so that the app gets its answer not a moment later.
    if (parsed instanceof Promise) {
      parsed.then(
        (answer) => this.answered(answer, facts),
        (error: unknown) => this.failed(error),
      )
    } else this.answered(parsed, facts)
    return parsed
  }

  answered(answer: unknown, facts: unknown): void {
    const { call, outcome, reading } = this.#exchange
    if (!call.isOpen || this.#isStreaming || this.#reader === 'app') return
    if (!isApiStream(answer)) return call.end(() => outcome(answer))
    this.#isStreaming = true
    try {
      tapStream(answer, call, refusePages(reading(), field(facts, 'response')))
    } catch (cause) {
      call.drop(cause)
    }
  }

  #handedOut(response: unknown): void {
    if (!this.#exchange.call.isOpen) return
    this.#reader = 'app'
    followResponse(this.#exchange, { framing: 'sse', stream: this.#exchange.stream }, response)
  }

  // What fails behind the end, such as the app's own parsing of the answer, is no failure of the call.
  failed(error: unknown): void {
    const { call, failed } = this.#exchange
    if (call.isOpen) failed(error)
  }
}
