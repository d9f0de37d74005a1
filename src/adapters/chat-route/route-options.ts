import { FinetapError } from '../../core/errors.ts'
import type { CaptureContext } from '../../middleware/context.ts'
import { mergeLabels } from '../../middleware/labels.ts'
import { requireOptions, type CaptureOptions } from '../capture-options.ts'
import { guarded } from './app-function.ts'
import type { CustomAnswer, WholeAnswer } from './answers/custom-answer.ts'
import type { CustomRequest } from './requests/custom.ts'

/** The response header by which a page learns the id of an answer, for feedback. */
export const ID_HEADER = 'x-finetap-id'

/** What doors at chat routes take. `Request` is the request of the framework. */
export type RouteOptions<Request> = CaptureOptions & {
  /**
   * Labels from the request, such as `{ userId: request.user.id }`. May be asked more than once, so it should be cheap.
   * When it throws, the call is not recorded, and counts as dropped: `no_consent`.
   */
  readonly context?: (request: Request) => CaptureContext | undefined
  /**
   * Whether the route's own bodies are recorded: `auto`, where no model that finetap wraps is called in it (default);
   * `always`, and what is called in it is left out; `never`, so that only what wrapped models say is.
   */
  readonly bodies?: 'auto' | 'always' | 'never'
  /** For requests of a form of your own: what is asked. Undefined: what the body says, if its form is known. */
  readonly readRequest?: (request: Request) => CustomRequest | undefined
  /** For answers of a form of your own: what was said. Undefined: what it says, if its form is known. */
  readonly readAnswer?: (answer: WholeAnswer) => CustomAnswer | string | undefined
  /** The response header that hands the answer's id to the page (default `x-finetap-id`); false sends none. */
  readonly idHeader?: string | false
}

/** The options of a door for one request. */
export type BoundOptions = Omit<RouteOptions<never>, 'context' | 'readRequest'> & {
  readonly context: () => CaptureContext | undefined
  readonly readRequest: () => CustomRequest | undefined
  /** True when the app reads requests itself. */
  readonly readsRequests: boolean
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/

/**
 * Refuses options that no route could be captured with.
 *
 * @throws FinetapError `bad_option`
 */
export function requireRouteOptions<Request>(options: RouteOptions<Request>, door: string): void {
  requireOptions(options, door)
  const { idHeader = ID_HEADER } = options
  if (idHeader === false || (typeof idHeader === 'string' && HEADER_NAME.test(idHeader))) return
  const what = `${door} was given ${JSON.stringify(idHeader)} as idHeader, which is no name of a header`
  throw new FinetapError('bad_option', { what, fix: `pass a name such as '${ID_HEADER}', or false for none` })
}

/** The options for one request. What a function of the app throws costs its answer only. */
export function bindOptions<Request>(options: RouteOptions<Request>, request: Request): BoundOptions {
  return binderOf(options)(request)
}

/** As `bindOptions`, for many requests. */
export function binderOf<Request>(options: RouteOptions<Request>): (request: Request) => BoundOptions {
  const { context, readRequest, ...others } = options
  const fixed = { ...others, readsRequests: readRequest !== undefined }
  if ((context ?? readRequest) === undefined) {
    const bound = { ...fixed, context: () => undefined, readRequest: () => undefined }
    return () => bound
  }
  return (request) => ({
    ...fixed,
    // Whether it would have refused consent, nobody knows.
    context: () => guarded(context, request, { consent: false }),
    readRequest: () => guarded(readRequest, request),
  })
}

/** The options of a door nearer to the route are added to those of the one around it, and win. */
export function refineOptions(outer: BoundOptions, inner: BoundOptions): BoundOptions {
  return {
    ...outer,
    ...inner,
    ...mergeLabels(outer, inner),
    readsRequests: outer.readsRequests || inner.readsRequests,
    context: () => ({ ...outer.context(), ...inner.context() }),
    readRequest: () => inner.readRequest() ?? outer.readRequest(),
  }
}
