import { FinetapError } from '../../core/errors.ts'
import { field } from '../../core/field.ts'
import type { CaptureContext } from '../../middleware/context.ts'
import { transparentProxy } from '../../middleware/transparent-proxy.ts'
import { isWrapped } from '../../middleware/unwrap.ts'
import { recorderOf } from '../capture-options.ts'
import { bindOptions, requireRouteOptions, type RouteOptions } from '../chat-route/route-options.ts'
import { RouteTurn } from '../chat-route/route-turn.ts'
import { answerWith } from './answer-with.ts'
import { readAlong } from './read-along.ts'
import { requestIn, waitUntilIn } from './request-in.ts'

/** What is special about a route of a Request/Response host. */
export type RouteHandlerOptions = RouteOptions<Request> & {
  /**
   * Takes a promise for each record, until it is written: for hosts that stop when they have answered, such as `after` of
   * Next.js. Found by itself where the host gives the handler an object with a `waitUntil`, as Workers do.
   */
  readonly waitUntil?: (written: Promise<void>) => unknown
}

/** Any function that answers a `Request`, or an object that has one, with a `Response`. */
export type RouteHandler = (...values: never[]) => unknown

/**
 * Captures a chat route that takes a `Request` and gives a `Response`: route handlers of Next.js, Hono, SvelteKit, Remix,
 * `Bun.serve` and `Deno.serve`. As `captureChat` of `finetap/express` does: models that finetap wraps get the context of
 * the request; where none is called, the bodies become the record. Wrapping twice is wrapping once, and `unwrap` gives the
 * handler back.
 *
 * The answer that goes out has the status, the headers and the bytes of the handler's, and one header more, `x-finetap-id`.
 *
 * @throws FinetapError `bad_option` when it is given no function, or options that cannot be meant
 * @example
 * export const POST = wrapRouteHandler(async (request: Request) => chat(await request.json()), { waitUntil: after })
 */
export function wrapRouteHandler<Handler extends RouteHandler>(
  handler: Handler,
  options: RouteHandlerOptions = {},
): Handler {
  if (typeof handler !== 'function') {
    const fix = 'pass the function that answers, such as async (request) => new Response(…)'
    throw new FinetapError('bad_option', { what: `wrapRouteHandler was given ${typeof handler}`, fix })
  }
  requireRouteOptions(options, 'wrapRouteHandler')
  if (isWrapped(handler)) return handler
  return new Proxy(transparentProxy(handler, {}), {
    apply(_, self, values: readonly unknown[]) {
      const answer = (): unknown => Reflect.apply(handler, self, values)
      const request = recorderOf(options).enabled ? requestIn(values) : undefined
      return request === undefined ? answer() : capture({ request, values, options }, answer)
    },
  })
}

type Asked = {
  readonly request: Request
  readonly values: readonly unknown[]
  readonly options: RouteHandlerOptions
}

function capture({ request, values, options }: Asked, answer: () => unknown): unknown {
  const { waitUntil = waitUntilIn(values), ...others } = options
  const bound = bindOptions(others, request)
  const context = (): CaptureContext => ({ ...(waitUntil === undefined ? {} : { waitUntil }), ...bound.context() })
  const body = readAlong(request, () => turn.copyRequest())
  const turn = new RouteTurn({ adapter: 'web', options: { ...bound, context }, body })
  const made = turn.run(answer)
  if (typeof field(made, 'then') !== 'function') return answerWith(turn, made)
  return Promise.resolve(made).then((response) => answerWith(turn, response))
}
