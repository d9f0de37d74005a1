import type { Delivered, Generation, GenerationLabels, GenerationRequest } from '../core/generation.ts'
import { textOf, type Message } from '../core/message.ts'
import { assembleGeneration } from './assemble.ts'
import type { CallFacts, OuterCall, Outcome, PartialOutcome, UnfinishedStatus } from './call.ts'
import { isAbort } from './error-note.ts'
import { mergeLabels } from './labels.ts'
import { questionOf, says } from './shared-question.ts'
import type { RouteScope } from './route-scope.ts'
import type { TurnPlace } from './turns.ts'

// Behind an abort clients still hand out what has arrived: it belongs to the answer. One that nobody reads for so long is over.
const QUIET_MS = 250

export type OpenCallSettings = {
  readonly id: string
  readonly facts: CallFacts
  readonly request: GenerationRequest
  readonly labels: GenerationLabels
  /** Takes out of labels what this recorder does not keep. */
  readonly allowed: (labels: GenerationLabels) => GenerationLabels
  readonly place: TurnPlace
  /** The answer of the app's route that the call is made for. */
  readonly route: RouteScope | undefined
  /** Takes the finished generation. */
  readonly finish: (generation: Generation) => void
  /** Takes what went wrong inside finetap. */
  readonly lose: (cause: unknown) => void
  /** Told of the end, whichever it was. */
  readonly closed: (call: OpenCall) => void
}

/**
 * The state of one model call from its start to its one end. It is held by finetap and must not hold what the app
 * holds, so that a call that the app let go of can be seen to be gone.
 */
export class OpenCall implements OuterCall {
  readonly id: string
  /** Counted up by who looks for calls that nobody reads; any sign of life sets it to 0. */
  idleRounds = 0
  #isWaiting = true
  #settings: OpenCallSettings | undefined
  #labels: GenerationLabels
  readonly #startedAt: number
  readonly #startedTick: number
  #firstTokenMs: number | undefined
  #unfinished: ((status: UnfinishedStatus) => Outcome) | undefined
  #listener: (() => void) | undefined
  #isAborted = false
  #isQuiet = true
  #delivered: Delivered | undefined
  #abortTimer: NodeJS.Timeout | undefined
  #tellEnd: (() => void) | undefined

  constructor(settings: OpenCallSettings) {
    const now = Date.now()
    this.id = settings.id
    this.#startedAt = settings.facts.startedAt ?? now
    this.#startedTick = performance.now() - (now - this.#startedAt)
    this.#settings = settings
    this.#labels = settings.labels
  }

  get isOpen(): boolean {
    return this.#settings !== undefined
  }

  /** Resolves behind the end. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isOpen) this.#tellEnd = resolve
      else resolve()
    })
  }

  get isWaiting(): boolean {
    return this.#isWaiting
  }

  waiting(isWaiting: boolean): void {
    this.#isWaiting = isWaiting
    this.#isQuiet = false
    this.idleRounds = 0
  }

  /** The app has stopped the answer, and what came behind that is still taken. */
  get isAborted(): boolean {
    return this.#isAborted && !this.#isWaitedFor
  }

  /** Nobody reads the answer any more, but the app, which may keep all of it. */
  get #isWaitedFor(): boolean {
    return this.#delivered !== undefined && this.#isWaiting
  }

  firstToken(): void {
    this.#firstTokenMs ??= this.#elapsed()
  }

  asks(messages: readonly Message[]): boolean {
    return says(messages, this.#question())
  }

  /** As `asks`, and false when it asks without words, so that it could be anything. */
  asksInWords(messages: readonly Message[]): boolean {
    const question = this.#question()
    return question !== '' && says(messages, question)
  }

  #question(): string {
    return questionOf(this.#settings?.request.messages ?? [])
  }

  join(labels: GenerationLabels): void {
    const settings = this.#settings
    if (settings === undefined) return
    const joined = mergeLabels(settings.allowed(labels), this.#labels)
    this.#labels = labels.consent === false ? { ...joined, consent: false } : joined
  }

  end(outcome: () => Outcome): void {
    const settings = this.#close()
    if (settings === undefined) return
    try {
      const timing = { startedAt: this.#startedAt, firstTokenMs: this.#firstTokenMs, durationMs: this.#elapsed() }
      const isAborted = this.#isAborted || settings.facts.signal?.aborted === true
      const ended = withAbort(outcome(), isAborted)
      const seen = { messageId: settings.route?.messageId, delivered: this.#delivered }
      settings.finish(assembleGeneration({ ...settings, ...seen, labels: this.#labels, timing, outcome: ended }))
    } catch (cause) {
      settings.lose(cause)
    }
  }

  fail(error: unknown, partial?: () => PartialOutcome): void {
    const signal = this.#settings?.facts.signal
    this.end(() => {
      const isAborted = isAbort(error) || signal?.aborted === true
      return { ...partial?.(), status: isAborted ? 'aborted' : 'error', error }
    })
  }

  drop(cause: unknown): void {
    this.#close()?.lose(cause)
  }

  withdraw(): void {
    this.#close()?.place.giveBack?.()
  }

  /** Ends a call that nobody else will end. */
  giveUp(status: UnfinishedStatus): void {
    const unfinished = this.#unfinished
    this.end(() => unfinished?.(status) ?? { status })
  }

  whenUnfinished(outcome: (status: UnfinishedStatus) => Outcome): void {
    const signal = this.#settings?.facts.signal
    if (this.#settings === undefined) return
    this.#unfinished = outcome
    if (signal === undefined) return
    // A model that ignores the signal is simply no longer read, so nothing else would tell us.
    if (signal.aborted) return this.aborting()
    this.#listener = () => this.aborting()
    signal.addEventListener('abort', this.#listener, { once: true })
  }

  aborting(): void {
    if (!this.isOpen || this.#isAborted) return
    this.#isAborted = true
    this.#isQuiet = true
    this.#abortTimer = setInterval(() => {
      if (this.#isQuiet && !this.#isWaitedFor) this.giveUp('aborted')
      this.#isQuiet = true
    }, QUIET_MS).unref()
  }

  /** Whoever the app answers is gone, as seen by this door. What the app still reads of the answer is taken. */
  readerLeft(seenBy: string): void {
    if (!this.isOpen || this.#delivered !== undefined) return
    const said = this.#unfinished?.('aborted').response?.messages ?? []
    this.#delivered = { chars: said.map(textOf).join('').length, complete: false, seenBy }
    this.aborting()
  }

  #elapsed(): number {
    return Math.round((performance.now() - this.#startedTick) * 10) / 10
  }

  /** What it was made with, the first time; then all of it is let go of. */
  #close(): OpenCallSettings | undefined {
    const settings = this.#settings
    if (settings === undefined) return undefined
    this.#settings = undefined
    this.#unfinished = undefined
    clearInterval(this.#abortTimer)
    this.#abortTimer = undefined
    if (this.#listener !== undefined) settings.facts.signal?.removeEventListener('abort', this.#listener)
    settings.closed(this)
    this.#tellEnd?.()
    return settings
  }
}

/** A stream that just ends, or is not read on, behind an abort was ended by it. */
function withAbort(outcome: Outcome, isAborted: boolean): Outcome {
  const isOpenEnd = outcome.status === 'interrupted' || outcome.status === 'abandoned'
  return isOpenEnd && isAborted ? { ...outcome, status: 'aborted' } : outcome
}
