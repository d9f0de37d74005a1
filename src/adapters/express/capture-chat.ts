import type { IncomingMessage, ServerResponse } from 'node:http'
import { field } from '../../core/field.ts'
import { recorderOf } from '../capture-options.ts'
import { RouteTurn } from '../chat-route/route-turn.ts'
import type { RouteAnswer } from '../chat-route/route-answer.ts'
import { bindOptions, requireRouteOptions, type RouteOptions } from '../chat-route/route-options.ts'
import { keepFrame } from './keep-frame.ts'
import { tapResponse } from './tap-response.ts'

/** A middleware of Express 4 and 5, and of whatever else takes node's requests. */
export type Middleware<Request extends IncomingMessage = IncomingMessage> = (
  request: Request,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** Turns by the responses that they write, so that a second middleware on the way adds to the first. */
const turns = new WeakMap<ServerResponse, RouteTurn>()

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
  return function finetapCaptureChat(request, response, next) {
    const turn = recorderOf(options).enabled ? openTurn(request, response, options) : undefined
    if (turn === undefined) return next()
    turn.run(() => {
      keepFrame(request)
      next()
    })
  }
}

function openTurn<Request extends IncomingMessage>(
  request: Request,
  response: ServerResponse,
  options: RouteOptions<Request>,
): RouteTurn {
  const known = turns.get(response)
  // Nearer to the route: its options are added to those of the first.
  if (known !== undefined) {
    known.refine(bindOptions(options, request))
    return known
  }
  const facts = { adapter: 'express', options: bindOptions(options, request), body: () => field(request, 'body') }
  const turn = new RouteTurn(facts)
  turns.set(response, turn)
  // The answer to HEAD has a head alone.
  if (request.method !== 'HEAD') follow(turn, request, response)
  return turn
}

function follow(turn: RouteTurn, request: IncomingMessage, response: ServerResponse): void {
  let answer: RouteAnswer | undefined
  let isClosed = false

  function over(): void {
    const error = response.errored ?? undefined
    if (error !== undefined || !hasLeft(request)) return answer?.brokenOff(error)
    if (answer === undefined) turn.left()
    else answer.left()
  }
  tapResponse(response, {
    head(head) {
      const begun = turn.begin(head)
      answer = begun.answer
      // What is written now reaches nobody.
      if (isClosed) over()
      return begun.head
    },
    unsent() {
      answer = undefined
      turn.takeBack()
    },
    chunk(bytes) {
      answer?.chunk(bytes)
      // The route writes when it has something to say, and waits for nobody.
      answer?.asked()
    },
    done: () => answer?.done(),
    closed() {
      isClosed = true
      if (!response.writableFinished) over()
    },
  })
}

/** True when it was the client that closed the connection, not the app. */
function hasLeft(request: IncomingMessage): boolean {
  // Hosts without connections have requests without sockets.
  const socket = field(request, 'socket')
  return field(socket, 'readableEnded') === true || (field(socket, 'errored') ?? undefined) !== undefined
}
