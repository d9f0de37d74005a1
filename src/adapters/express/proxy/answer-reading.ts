import { DecodedBody } from '../../chat-route/answers/index.ts'
import type { ExchangeCall } from '../../wire/begin-exchange.ts'
import type { BodyTap } from '../../wire/response/body-tap.ts'
import { tapAnswer } from '../../wire/response/tap-answer.ts'
import type { AnswerHead } from './recording.ts'

/** Reads a copy of an answer, as far as it has come, for the record. */
export class AnswerReading {
  readonly #tap: BodyTap
  readonly #body: DecodedBody

  constructor(exchange: ExchangeCall, framing: 'sse' | 'ndjson', { status, statusText, headers }: AnswerHead) {
    const { call, stream } = exchange
    const isRefused = status < 200 || status > 299
    this.#tap = tapAnswer(
      exchange,
      { framing, stream },
      { status, statusText, contentType: headers['content-type'] ?? '', isRefused },
    )()
    this.#body = new DecodedBody(headers['content-encoding'], {
      chunk: (bytes) => this.#tap.chunk(bytes),
      failed: (error) => this.#tap.failed(error),
    })
    if (!this.#body.isReadable) call.drop(new TypeError('the answer has a coding that cannot be read'))
  }

  waiting(): void {
    this.#tap.asked()
  }

  chunk(bytes: Uint8Array): void {
    this.#body.chunk(bytes)
  }

  done(): void {
    this.#body.ended(() => this.#tap.done())
  }

  broken(error: unknown): void {
    this.#body.broken(() => this.#tap.failed(error))
  }

  left(): void {
    this.#body.broken(() => this.#tap.cancelled(undefined))
  }
}
