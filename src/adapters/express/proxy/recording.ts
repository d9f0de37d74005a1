import type { IncomingHttpHeaders } from 'node:http'
import type { ExchangeCall } from '../../wire/begin-exchange.ts'
import { AnswerReading } from './answer-reading.ts'
import type { HeldBody } from './held-body.ts'

/** What a proxy tells of a request and its answer, for the record. Nothing of it throws. */
export type Recording = {
  /** The id of the record, once the request is known to ask a model and is captured. */
  readonly id: string | undefined
  /** The request is whole. */
  asked(body: HeldBody): void
  /** The head of the answer is here. */
  answered(head: AnswerHead): void
  /** The client waits for the target. */
  waiting(): void
  chunk(bytes: Uint8Array): void
  /** The answer is whole. */
  done(): void
  /** The target broke off its answer. */
  broken(error: unknown): void
  /** There is no answer. */
  failed(error: unknown): void
  /** The client is gone. */
  left(): void
}

export type AnswerHead = {
  readonly status: number
  readonly statusText: string
  readonly headers: IncomingHttpHeaders
}

/** Of requests that ask no model. */
export const noRecording: Recording = {
  id: undefined,
  asked() {},
  answered() {},
  waiting() {},
  chunk() {},
  done() {},
  broken() {},
  failed() {},
  left() {},
}

// Answers that come before their request is whole say no, in few words.
const LARGEST_EARLY = 1_024 * 1_024

type Step = (exchange: ExchangeCall) => void

/**
 * Records a request that may ask a model; that is known when it is whole. `begin` is given the body then. What is answered
 * before is kept until then; a request that never becomes whole has asked nothing.
 */
export class OpenRecording implements Recording {
  readonly #begin: (body: HeldBody) => BegunExchange | undefined
  #begun: BegunExchange | 'not yet' | undefined = 'not yet'
  #early: Step[] = []
  #earlyBytes = 0
  #reading: AnswerReading | undefined

  constructor(begin: (body: HeldBody) => BegunExchange | undefined) {
    this.#begin = begin
  }

  get id(): string | undefined {
    return typeof this.#begun === 'object' ? this.#begun.exchange.call.id : undefined
  }

  asked(body: HeldBody): void {
    if (this.#begun !== 'not yet') return
    this.#begun = this.#begin(body)
    const early = this.#early
    this.#early = []
    for (const step of early) this.#step(step)
  }

  answered(head: AnswerHead): void {
    this.#step((exchange) => {
      if (typeof this.#begun === 'object') this.#reading = new AnswerReading(exchange, this.#begun.framing, head)
    })
  }

  waiting(): void {
    if (typeof this.#begun === 'object') this.#reading?.waiting()
  }

  chunk(bytes: Uint8Array): void {
    if (this.#begun === 'not yet' && (this.#earlyBytes += bytes.length) > LARGEST_EARLY) this.#forget()
    else this.#step(() => this.#reading?.chunk(bytes))
  }

  done(): void {
    this.#step(() => this.#reading?.done())
  }

  broken(error: unknown): void {
    this.#step(() => this.#reading?.broken(error))
  }

  failed(error: unknown): void {
    this.#step(({ failed }) => failed(error))
  }

  left(): void {
    if (this.#begun === 'not yet') return this.#forget()
    this.#step(({ call }) => {
      if (this.#reading === undefined) call.end(() => ({ status: 'aborted' }))
      else this.#reading.left()
    })
  }

  #step(step: Step): void {
    if (this.#begun === 'not yet') this.#early.push(step)
    else if (this.#begun !== undefined) run(this.#begun.exchange, step)
  }

  #forget(): void {
    this.#begun = undefined
    this.#early = []
  }
}

/** A call that is captured, and how its stream is cut into events. */
export type BegunExchange = { readonly exchange: ExchangeCall; readonly framing: 'sse' | 'ndjson' }

function run(exchange: ExchangeCall, step: Step): void {
  try {
    step(exchange)
  } catch (cause) {
    exchange.call.drop(cause)
  }
}
