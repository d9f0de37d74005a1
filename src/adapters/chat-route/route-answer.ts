import { followStream } from '../../middleware/follow-stream.ts'
import type { RouteScope } from '../../middleware/route-scope.ts'
import type { StreamTap } from '../../middleware/stream-tap.ts'
import type { ExchangeCall } from '../wire/begin-exchange.ts'
import { DecodedBody, type AnswerReading } from './answers/index.ts'
import { tellUnreadable } from './tell-unreadable.ts'

/** What a route answers, and for whom it is read. */
export type RouteAnswerFacts = {
  readonly scope: RouteScope
  readonly reading: AnswerReading
  /** The door that sees who reads the answer. */
  readonly seenBy: string
  /** False when the answer itself is read for nobody. */
  readonly isRead: boolean
  /** The route's own call, unless a model that is called in it is recorded. */
  readonly own: ExchangeCall | undefined
  /** As the head's `content-encoding` says. */
  readonly encoding: string | undefined
  /** It may be a page for people, in answer to a form that looks like a chat. */
  readonly isPage: boolean
}

// The first event of a UI message stream names the message; who sends other things first does not send much.
const LONGEST_SEARCH = 65_536

/**
 * Reads the body of a route's answer as it is written: for the route's own record as long as no model is called in it, and
 * for the id of the UI message. Never throws.
 */
export class RouteAnswer {
  readonly #facts: RouteAnswerFacts
  readonly #tap: StreamTap<Uint8Array> | undefined
  readonly #body: DecodedBody
  #searched = 0
  #isOver = false

  constructor(facts: RouteAnswerFacts) {
    this.#facts = facts
    const { own, encoding, isRead } = facts
    if (own !== undefined) this.#tap = followStream(own.call, own.reading())
    this.#body = new DecodedBody(encoding, {
      chunk: (bytes) => this.#read(bytes),
      failed: (error) => this.#over(() => this.#tap?.failed(error)),
    })
    if (!this.#body.isReadable) this.#giveUp(`its coding is ${encoding}`)
    if (!isRead) this.#isOver = true
  }

  /** The reader waits for the next piece. */
  asked(): void {
    this.#tap?.asked()
  }

  chunk(bytes: Uint8Array): void {
    if (!this.#isOver) this.#body.chunk(bytes)
  }

  /** The route has ended its answer. */
  done(): void {
    this.#body.ended(() => this.#over(() => this.#whole()))
  }

  /** The reader is gone before the end. */
  left(): void {
    const { scope, seenBy } = this.#facts
    if (!this.#body.isEnded) scope.readerLeft(seenBy)
    this.#body.broken(() => this.#over(() => this.#tap?.cancelled(undefined)))
  }

  /** The route broke off its answer. */
  brokenOff(error: unknown): void {
    this.#body.broken(() => this.#over(() => (error === undefined ? this.#tap?.done() : this.#tap?.failed(error))))
  }

  #read(bytes: Uint8Array): void {
    const { scope, reading, own } = this.#facts
    if (this.#isOver) return
    if (own !== undefined && !scope.isCalled) {
      this.#tap?.chunk(bytes)
      scope.messageId = reading.messageId()
    } else this.#search(bytes)
  }

  /** Only for the id of the message: the models' doors record the rest. */
  #search(bytes: Uint8Array): void {
    const { scope, reading } = this.#facts
    try {
      reading.chunk(bytes)
      scope.messageId = reading.messageId()
    } catch {
      this.#isOver = true
    }
    this.#searched += bytes.length
    const form = reading.form()
    const isFound = scope.messageId !== undefined || (form !== undefined && form !== 'ui-message-stream')
    if (isFound || this.#searched > LONGEST_SEARCH) this.#isOver = true
  }

  #whole(): void {
    const { reading, own, scope, isPage } = this.#facts
    if (own === undefined || scope.isCalled) return
    try {
      reading.ended()
    } catch (cause) {
      return own.call.drop(cause)
    }
    if (reading.form() !== undefined || reading.failure() !== undefined) return this.#tap?.done()
    own.call.withdraw()
    if (!isPage) tellUnreadable()
  }

  #giveUp(why: string): void {
    this.#over(() => this.#facts.own?.call.drop(new TypeError(`the answer of a route cannot be read: ${why}`)))
  }

  #over(end: () => void): void {
    if (this.#isOver) return
    this.#isOver = true
    end()
  }
}
