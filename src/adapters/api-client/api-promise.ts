import { field } from '../../core/field.ts'
import { followPromise, runInside } from '../../middleware/follow-promise.ts'
import { passBy } from '../capture-options.ts'
import { beginExchange, type DoorFacts, type ExchangeCall } from '../wire/begin-exchange.ts'
import type { Exchange } from '../wire/protocol.ts'
import { Following } from './following.ts'
import { isFunction, override, type AnyFunction } from './override.ts'
import { RequestView } from './request-view.ts'

/**
 * Runs a call of a client that answers with an `APIPromise`, and captures it. The very promise of the client comes back.
 *
 * @param exchange reads the request; what it throws costs the record, never the app
 */
export function captureApiCall<Returned>(exchange: () => Exchange, facts: DoorFacts, run: () => Returned): Returned {
  const begun = beginExchange(exchange, facts)
  if (begun === undefined) return passBy(facts.options, run)
  return followApiPromise(runInside(begun.call, run), begun)
}

/**
 * Follows a call through its `APIPromise`, which reads nothing of the answer before the app asks for it: neither does
 * this. Of the promise only the methods by which it reads are replaced, on the object itself.
 */
export function followApiPromise<Promised>(promise: Promised, exchange: ExchangeCall): Promised
export function followApiPromise(promise: unknown, exchange: ExchangeCall): unknown {
  const { call, outcome } = exchange
  try {
    if (isApiPromise(promise)) {
      // Until the app asks for the answer, it is the app that is waited for.
      call.waiting(false)
      hook(promise, new Following(exchange))
      return promise
    }
  } catch (cause) {
    call.drop(cause)
    return promise
  }
  // A stub in the place of the client's own method may answer with any promise, or at once.
  if (isThenable(promise)) return followPromise(call, () => promise, outcome)
  call.end(() => outcome(promise))
  return promise
}

type ApiPromise = {
  get responsePromise(): PromiseLike<unknown>
  set responsePromise(request: RequestView)
  parseResponse: AnyFunction
}

function isApiPromise(value: unknown): value is ApiPromise {
  return isFunction(field(value, 'parseResponse')) && field(value, 'responsePromise') instanceof Promise
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof field(value, 'then') === 'function'
}

/** Both fields are the promise's own, and every method that reads goes by them. So nothing is added, and it costs little. */
function hook(promise: ApiPromise, following: Following): void {
  const parse = promise.parseResponse
  promise.responsePromise = new RequestView(promise.responsePromise, following)
  promise.parseResponse = (...values) => following.parsing(() => Reflect.apply(parse, promise, values), values.at(-1))
  // Some versions read for such a promise by neither.
  if (Object.hasOwn(promise, '_thenUnwrap')) hookUnwrapping(promise, following)
}

function hookUnwrapping(promise: ApiPromise, following: Following): void {
  override(promise, '_thenUnwrap', (own) => (transform, ...rest) => {
    if (!isFunction(transform)) return own(transform, ...rest)
    const unwrapped = own(
      (answer: unknown, ...facts: unknown[]) => {
        following.answered(answer, facts[0])
        return transform(answer, ...facts)
      },
      ...rest,
    )
    if (isApiPromise(unwrapped)) hook(unwrapped, following)
    return unwrapped
  })
}
