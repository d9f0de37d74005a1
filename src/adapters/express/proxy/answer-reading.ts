import type { ExchangeCall } from '../../wire/begin-exchange.ts'
import type { BodyTap } from '../../wire/response/body-tap.ts'
import { tapAnswer } from '../../wire/response/tap-answer.ts'
import { decodeBody } from '../../chat-route/answers/decode-body.ts'
import type { AnswerHead } from './recording.ts'

/** Reads a copy of an answer, as far as it has come, for the record. */
export class AnswerReading {
  readonly #tap: BodyTap
  readonly #decoder: ReturnType<typeof decodeBody>
  #end: 'whole' | 'broken' | 'left' | undefined
  #error: unknown

  constructor(exchange: ExchangeCall, framing: 'sse' | 'ndjson', { status, statusText, headers }: AnswerHead) {
    const { call, stream } = exchange
    const isRefused = status < 200 || status > 299
    this.#tap = tapAnswer(
      exchange,
      { framing, stream },
      { status, statusText, contentType: headers['content-type'] ?? '', isRefused },
    )()
    this.#decoder = decodeBody(headers['content-encoding'], {
      chunk: (bytes) => this.#tap.chunk(bytes),
      done: () => this.#over(),
    })
    if (this.#decoder === undefined) call.drop(new TypeError('the answer has a coding that cannot be read'))
  }

  waiting(): void {
    this.#tap.asked()
  }

  chunk(bytes: Uint8Array): void {
    this.#decoder?.chunk(bytes)
  }

  done(): void {
    if (this.#ends('whole')) this.#decoder?.done()
  }

  broken(error: unknown): void {
    this.#error = error
    if (this.#ends('broken')) this.#decoder?.failed()
  }

  left(): void {
    if (this.#ends('left')) this.#decoder?.failed()
  }

  /** What is packed is read a moment after it came, and by then the client may have left an answer that is whole. */
  #ends(how: 'whole' | 'broken' | 'left'): boolean {
    if (this.#end !== undefined) return false
    this.#end = how
    return true
  }

  #over(): void {
    if (this.#end === 'left') this.#tap.cancelled(undefined)
    else if (this.#end === 'broken') this.#tap.failed(this.#error)
    else this.#tap.done()
  }
}
