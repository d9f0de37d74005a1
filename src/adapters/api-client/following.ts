import { field } from '../../core/field.ts'
import { runInside } from '../../middleware/follow-promise.ts'
import { followResponse } from '../fetch/follow-response.ts'
import type { ExchangeCall } from '../wire/begin-exchange.ts'
import { isFunction, override } from './override.ts'
import { refusePages } from './pages.ts'
import { isApiStream, tapStream } from './stream.ts'

/** What has been seen of one call, by whichever promise and method the app reads its answer. */
export class Following {
  readonly #exchange: ExchangeCall
  readonly #views = new WeakSet<object>()
  /** What reads the body of the answer: the client, or the app that asked for the response itself. */
  #reader: 'client' | 'app' | undefined
  #isStreaming = false

  constructor(exchange: ExchangeCall) {
    this.#exchange = exchange
  }

  /**
   * Sees a request fail when, and only when, somebody asks for it: a promise derived from it here would make a rejection
   * unhandled that the app handles, or handled that it does not. A view in the place of the request, because a `then` put
   * on a promise itself costs all promises of the process a fast path of the engine.
   */
  watched(request: PromiseLike<unknown>): PromiseLike<unknown> {
    if (this.#views.has(request)) return request
    const view: PromiseLike<unknown> = Object.create(Promise.prototype)
    override(view, 'then', () => (fulfilled, rejected) => {
      this.#exchange.call.waiting(true)
      return request.then(isFunction(fulfilled) ? fulfilled : undefined, (error: unknown) => {
        this.#failed(error)
        if (!isFunction(rejected)) throw error
        return rejected(error)
      })
    })
    this.#views.add(view)
    return view
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
        (error: unknown) => this.#failed(error),
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

  /**
   * The app asks for the response itself, to read its body or not.
   *
   * @param responseIn finds the response in what is handed out (default: it is the response)
   */
  handingOut(promised: unknown, responseIn: (given: unknown) => unknown = (given) => given): unknown {
    if (!(promised instanceof Promise)) return promised
    return promised.then((given: unknown) => {
      this.#handedOut(responseIn(given))
      return given
    })
  }

  #handedOut(response: unknown): void {
    // A client may read the body itself and hand out the response beside what it read.
    if (this.#reader !== undefined || !this.#exchange.call.isOpen) return
    this.#reader = 'app'
    followResponse(this.#exchange, { framing: 'sse', stream: this.#exchange.stream }, response)
  }

  // What fails behind the end, such as the app's own parsing of the answer, is no failure of the call.
  #failed(error: unknown): void {
    const { call, failed } = this.#exchange
    if (call.isOpen) failed(error)
  }
}
