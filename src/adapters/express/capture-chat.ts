import type { IncomingMessage, ServerResponse } from 'node:http'
import { field } from '../../core/field.ts'
import { recorderOf } from '../capture-options.ts'
import type { AnswerHead } from '../chat-route/answers/index.ts'
import { RouteTurn, type RouteHead } from '../chat-route/route-turn.ts'
import type { RouteAnswer } from '../chat-route/route-answer.ts'
import { binderOf, requireRouteOptions, type BoundOptions, type RouteOptions } from '../chat-route/route-options.ts'
import { keepFrame } from './keep-frame.ts'
import { tapResponse, type ResponseTap } from './tap-response.ts'

/** A middleware of Express 4 and 5, and of whatever else takes node's requests. */
export type Middleware<Request extends IncomingMessage = IncomingMessage> = (
  request: Request,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

// Under this a response has its turn, so that a second middleware on the way adds to the first. A weak map would keep both
// alive until a full collection of garbage.
const TURN: unique symbol = Symbol('finetap.turn')

type Answering = ServerResponse & { readonly [TURN]?: RouteTurn }

/**
 * Captures chat routes: mounted on an app, a router or one route, before or behind `express.json()` and `compression()`.
 * Models that finetap wraps get the conversation, the user and the turn of the request; where none is called, what the
 * route itself was asked and answered becomes the record (bodies of useChat, OpenAI, Anthropic and Ollama; UI message
 * streams, event streams, lines of JSON, text, JSON). What the route sends stays as it is, but for one header,
 * `x-finetap-id`, by which a page can judge the answer later: see `feedbackRoute`.
 *
 * Needs a body parser before the route's own code; requests and answers of other routes are passed by.
 *
 * @param options labels for all calls, the recorder (default: that of the process), and what is special about the route
 * @throws FinetapError `bad_option` when the options cannot be meant
 * @example
 * app.use(express.json(), captureChat({ context: (request: AppRequest) => ({ userId: request.user?.id }) }))
 */
export function captureChat<Request extends IncomingMessage = IncomingMessage>(
  options: RouteOptions<Request> = {},
): Middleware<Request> {
  requireRouteOptions(options, 'captureChat')
  const bind = binderOf(options)
  return function finetapCaptureChat(request, response, next) {
    const turn = recorderOf(options).enabled ? openTurn(request, response, bind) : undefined
    if (turn === undefined) return next()
    turn.run(() => {
      keepFrame(request)
      next()
    })
  }
}

function openTurn<Request extends IncomingMessage>(
  request: Request,
  response: Answering,
  bind: (request: Request) => BoundOptions,
): RouteTurn {
  const known = response[TURN]
  // Nearer to the route: its options are added to those of the first.
  if (known !== undefined) {
    known.refine(bind(request))
    return known
  }
  const facts = { adapter: 'express', options: bind(request), body: () => field(request, 'body') }
  const turn = new RouteTurn(facts)
  Object.defineProperty(response, TURN, { value: turn, configurable: true })
  // The answer to HEAD has a head alone.
  if (request.method !== 'HEAD') tapResponse(response, new Following(turn, request, response))
  return turn
}

/** Follows an answer for its turn. */
class Following implements ResponseTap {
  readonly #turn: RouteTurn
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  #answer: RouteAnswer | undefined
  #isClosed = false

  constructor(turn: RouteTurn, request: IncomingMessage, response: ServerResponse) {
    this.#turn = turn
    this.#request = request
    this.#response = response
  }

  head(head: AnswerHead): RouteHead | undefined {
    const begun = this.#turn.begin(head)
    this.#answer = begun.answer
    // What is written now reaches nobody.
    if (this.#isClosed) this.#over()
    return begun.head
  }

  unsent(): void {
    this.#answer = undefined
    this.#turn.takeBack()
  }

  chunk(bytes: Uint8Array): void {
    this.#answer?.chunk(bytes)
    // The route writes when it has something to say, and waits for nobody.
    this.#answer?.asked()
  }

  done(): void {
    this.#answer?.done()
  }

  closed(): void {
    this.#isClosed = true
    if (!this.#response.writableFinished) this.#over()
  }

  #over(): void {
    const error = this.#response.errored ?? undefined
    if (error !== undefined || !hasLeft(this.#request)) return this.#answer?.brokenOff(error)
    if (this.#answer === undefined) this.#turn.left()
    else this.#answer.left()
  }
}

/** True when it was the client that closed the connection, not the app. */
function hasLeft(request: IncomingMessage): boolean {
  // Hosts without connections have requests without sockets.
  const socket = field(request, 'socket')
  return field(socket, 'readableEnded') === true || (field(socket, 'errored') ?? undefined) !== undefined
}
