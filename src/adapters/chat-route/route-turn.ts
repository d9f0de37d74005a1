import { AsyncResource } from 'node:async_hooks'
import type { GenerationLabels } from '../../core/generation.ts'
import {
  activeContext,
  insideCall,
  outerCall,
  withRouteBelow,
  type CaptureContext,
  type Outer,
} from '../../middleware/context.ts'
import { mergeLabels } from '../../middleware/labels.ts'
import { RouteScope } from '../../middleware/route-scope.ts'
import { recorderOf } from '../capture-options.ts'
import { readAnswer, type AnswerHead } from './answers/index.ts'
import { beginRouteCall, type RouteCallFacts } from './begin-route-call.ts'
import { rememberHandedOut } from './handed-out.ts'
import { customRequest } from './requests/custom.ts'
import { labelsOf, readRequest, type RouteRequest } from './requests/index.ts'
import { RouteAnswer } from './route-answer.ts'
import { ID_HEADER, refineOptions, type BoundOptions } from './route-options.ts'

/** A request to a route, and what a door knows of it. */
export type RouteFacts = {
  /** Such as `express`. */
  readonly adapter: string
  readonly options: BoundOptions
  /** The body, as far as the app has read it: parsed, or its text or bytes; undefined while it has not. */
  readonly body: () => unknown
}

/** What goes out with the head of an answer. */
export type RouteHead = { readonly header: string; readonly id: string }

// It holds nothing that would have to be freed.
const KEPT = { requireManualDestroy: true }

type ReadBody = { readonly body: unknown; readonly request: RouteRequest | undefined }

type KnownLabels = {
  readonly body: unknown
  readonly options: BoundOptions
  readonly labels: CaptureContext
}

/**
 * One request to a chat route and its answer. The models that finetap wraps get its context; where none is called, the
 * bodies themselves become the record. Nothing here throws but what the route's own code throws.
 */
export class RouteTurn {
  readonly #facts: RouteFacts
  readonly #scope: RouteScope
  readonly #startedAt = Date.now()
  readonly #around: () => GenerationLabels | undefined
  readonly #above: Outer
  #options: BoundOptions
  #copied: ReadBody | undefined
  #asked: ReadBody | undefined
  #known: KnownLabels | undefined
  /** What all bodies said that there were. */
  #ids: GenerationLabels = {}
  /** The context of the route, and what the app keeps in storages of its own. */
  #frame: AsyncResource | undefined

  constructor(facts: RouteFacts) {
    const outer = activeContext()
    this.#facts = facts
    this.#options = facts.options
    this.#scope = new RouteScope(outer?.route)
    this.#around = () => outer?.labels
    this.#above = outerCall()
  }

  /** Adds the options of a door nearer to the route, which win. */
  refine(options: BoundOptions): void {
    this.#options = refineOptions(this.#options, options)
  }

  /** Runs the route's own code, with the context for the models that it calls. */
  run<Result>(code: () => Result): Result {
    this.copyRequest()
    const route = { route: this.#scope, labels: () => this.#labels() }
    // Not what a door around this one leaves out: it is for the same turn.
    return withRouteBelow(this.#above, route, () => {
      this.#frame = new AsyncResource('FINETAP_ROUTE', KEPT)
      return this.#options.bodies === 'always' ? insideCall('left out', code) : code()
    })
  }

  /**
   * Copies what the body asks, before the route's code can change it. What the app's own function says of it is asked for
   * later, because it may need what is known only then.
   */
  copyRequest(): void {
    try {
      const body = this.#facts.body()
      this.#ids = mergeLabels(this.#ids, labelsOf(body))
      if (this.#options.bodies === 'never') return
      if (body !== undefined && body !== this.#copied?.body) this.#copied = { body, request: copyOf(readRequest(body)) }
    } catch {
      // A getter of the app threw. It is asked again when the answer begins.
    }
  }

  /** The client is gone, maybe before there was an answer. */
  left(): void {
    this.#scope.readerLeft(this.#facts.adapter)
  }

  /** The head could not be written: there is no answer yet, and `begin` may be called once more. */
  takeBack(): void {
    this.#scope.takeBack()
    // It may be copied once only.
    this.#asked = undefined
  }

  /** The answer begins: what is to go out with its head, and what follows its body. Called once. */
  begin(head: AnswerHead): { readonly head: RouteHead | undefined; readonly answer: RouteAnswer | undefined } {
    try {
      const answer = this.#follow(head)
      return { head: this.#handOut(), answer }
    } catch {
      return { head: undefined, answer: undefined }
    }
  }

  #follow(head: AnswerHead): RouteAnswer | undefined {
    const { bodies = 'auto', readAnswer: custom } = this.#options
    const scope = this.#scope
    // What is no chat is looked at no further.
    if (!scope.isCalled && (bodies === 'never' || !this.#mayAsk())) return undefined
    const reading = readAnswer(head, custom === undefined ? {} : { custom })
    if (reading === undefined) return undefined
    const asked = bodies === 'never' || scope.isCalled ? undefined : this.#request()
    // Outside of what the route leaves out, and within its context.
    const own =
      asked === undefined ? undefined : this.#inFrame(() => beginRouteCall(asked, reading, this.#callFacts(head)))
    scope.follow(own?.call)
    // Read for others, it may only tell the id of the UI message.
    const isRead = own !== undefined || isOfEvents(head)
    if (!isRead && !scope.isCalled) return undefined
    const isPage = head.header('content-type')?.includes('html') === true
    const encoding = head.header('content-encoding')
    return new RouteAnswer({ scope, seenBy: this.#facts.adapter, reading, own, isRead, encoding, isPage })
  }

  #inFrame<Result>(run: () => Result): Result {
    return this.#frame === undefined ? run() : this.#frame.runInAsyncScope(run)
  }

  #mayAsk(): boolean {
    return this.#options.readsRequests || this.#request() !== undefined
  }

  #callFacts(head: AnswerHead): RouteCallFacts {
    const { adapter } = this.#facts
    return { adapter, options: this.#options, startedAt: this.#startedAt, labels: this.#labels(), head }
  }

  #handOut(): RouteHead | undefined {
    const { idHeader = ID_HEADER } = this.#options
    if (!this.#scope.isTaken) return undefined
    rememberHandedOut(recorderOf(this.#options), this.#scope.id)
    return idHeader === false ? undefined : { header: idHeader, id: this.#scope.id }
  }

  /** Worked out once for each body, because every call asks several times. */
  #labels(): CaptureContext {
    const body = this.#facts.body()
    const options = this.#options
    if (this.#known === undefined || this.#known.body !== body || this.#known.options !== options) {
      const said = options.context()
      // What a check of the app takes out of the body was said all the same.
      this.#ids = mergeLabels(this.#ids, labelsOf(body), this.#request()?.labels)
      const labels = { ...said, ...mergeLabels(this.#ids, this.#around(), options, said) }
      this.#known = { body, options, labels }
    }
    return this.#known.labels
  }

  /** Read once for each body: before the app has parsed it there is none. */
  #request(): RouteRequest | undefined {
    const body = this.#facts.body()
    if (this.#asked === undefined || this.#asked.body !== body) this.#asked = { body, request: this.#readRequest(body) }
    return this.#asked.request
  }

  #readRequest(body: unknown): RouteRequest | undefined {
    const given = this.#options.readRequest()
    if (given !== undefined) return customRequest(given)
    return this.#copied !== undefined && this.#copied.body === body ? this.#copied.request : readRequest(body)
  }
}

function copyOf(request: RouteRequest | undefined): RouteRequest | undefined {
  if (request === undefined) return undefined
  const copied = request.request()
  return { ...request, request: () => copied }
}

function isOfEvents(head: AnswerHead): boolean {
  return head.header('content-type')?.includes('event-stream') === true
}
