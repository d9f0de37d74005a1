import { field } from '../../core/field.ts'
import { followPromise, runInside } from '../../middleware/follow-promise.ts'
import { passBy } from '../capture-options.ts'
import { beginExchange, type DoorFacts, type ExchangeCall } from '../wire/begin-exchange.ts'
import type { Exchange } from '../wire/protocol.ts'
import { Following } from './following.ts'
import { isFunction, override } from './override.ts'

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

type ApiPromise = PromiseLike<unknown> & { responsePromise: PromiseLike<unknown> }

function isApiPromise(value: unknown): value is ApiPromise {
  return typeof field(value, 'parseResponse') === 'function' && field(value, 'responsePromise') instanceof Promise
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof field(value, 'then') === 'function'
}

function hook(promise: ApiPromise, following: Following): void {
  promise.responsePromise = following.watched(promise.responsePromise)
  override(
    promise,
    'parseResponse',
    (own) =>
      (...values) =>
        following.parsing(() => own(...values), values.at(-1)),
  )
  override(
    promise,
    'asResponse',
    (own) =>
      (...values) =>
        following.handingOut(own(...values)),
  )
  // What helpers of some versions ask for, to read the body themselves.
  override(
    promise,
    '_responseProps',
    (own) =>
      (...values) =>
        following.handingOut(own(...values), (facts) => field(facts, 'response')),
  )
  // Some versions read for such a promise without the method above.
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
