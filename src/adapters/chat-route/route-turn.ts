import { AsyncLocalStorage } from 'node:async_hooks'
import type { GenerationLabels } from '../../core/generation.ts'
import { activeContext, insideCall, withRoute, type CaptureContext } from '../../middleware/context.ts'
import { mergeLabels } from '../../middleware/labels.ts'
import { RouteScope } from '../../middleware/route-scope.ts'
import { recorderOf } from '../capture-options.ts'
import { readAnswer, type AnswerHead } from './answers/index.ts'
import { beginRouteCall, type RouteCallFacts } from './begin-route-call.ts'
import { rememberHandedOut } from './handed-out.ts'
import { customRequest } from './requests/custom.ts'
import { readRequest, type RouteRequest } from './requests/index.ts'
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

/**
 * One request to a chat route and its answer. The models that finetap wraps get its context; where none is called, the
 * bodies themselves become the record. Nothing here throws but what the route's own code throws.
 */
export class RouteTurn {
  readonly #facts: RouteFacts
  readonly #scope = new RouteScope()
  readonly #startedAt = Date.now()
  readonly #around: () => GenerationLabels | undefined
  #options: BoundOptions
  #asked: { readonly body: unknown; readonly request: RouteRequest | undefined } | undefined
  #inFrame: <Result>(run: () => Result) => Result = (run) => run()

  constructor(facts: RouteFacts) {
    const outer = activeContext()
    this.#facts = facts
    this.#options = facts.options
    this.#around = () => outer?.labels
  }

  /** Adds the options of a door nearer to the route, which win. */
  refine(options: BoundOptions): void {
    this.#options = refineOptions(this.#options, options)
  }

  /** Runs the route's own code, with the context for the models that it calls. */
  run<Result>(code: () => Result): Result {
    return withRoute(
      this.#scope,
      () => this.#labels(),
      () => {
        this.#inFrame = AsyncLocalStorage.snapshot()
        return this.#options.bodies === 'always' ? insideCall('left out', code) : code()
      },
    )
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
    const reading = readAnswer(head, custom === undefined ? {} : { custom })
    if (reading === undefined) return undefined
    const scope = this.#scope
    const asked = bodies === 'never' || scope.isCalled ? undefined : this.#request()
    // Outside of what the route leaves out, and within its context.
    const own =
      asked === undefined ? undefined : this.#inFrame(() => beginRouteCall(asked, reading, this.#callFacts(head)))
    scope.follow(own?.call)
    // Read for others, it may only tell the id of the UI message.
    if (own === undefined && !isOfEvents(head)) return undefined
    const isPage = head.header('content-type')?.includes('html') === true
    return new RouteAnswer({ scope, reading, own, encoding: head.header('content-encoding'), isPage })
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

  #labels(): CaptureContext {
    const said = this.#options.context()
    return { ...said, ...mergeLabels(this.#request()?.labels, this.#around(), this.#options, said) }
  }

  /** Read once for each body: before the app has parsed it there is none. */
  #request(): RouteRequest | undefined {
    const body = this.#facts.body()
    if (this.#asked === undefined || this.#asked.body !== body) this.#asked = { body, request: this.#readRequest(body) }
    return this.#asked.request
  }

  #readRequest(body: unknown): RouteRequest | undefined {
    const given = this.#options.readRequest()
    return given === undefined ? readRequest(body) : customRequest(given)
  }
}

function isOfEvents(head: AnswerHead): boolean {
  return head.header('content-type')?.includes('event-stream') === true
}
