import type { Following } from './following.ts'
import { isFunction, override } from './override.ts'

/**
 * Stands in the place of the request that an `APIPromise` waits for, and tells when, and only when, somebody asks for it: a
 * promise derived from it ahead of that would make a rejection unhandled that the app handles, or handled that it does not.
 * An object of its own, because a `then` put on a promise costs all promises of the process a fast path of the engine.
 */
export class RequestView {
  readonly #request: PromiseLike<unknown>
  readonly #following: Following

  constructor(request: PromiseLike<unknown>, following: Following) {
    this.#request = request
    this.#following = following
  }

  /** The `then` of the request. */
  ask(fulfilled?: unknown, rejected?: unknown): PromiseLike<unknown> {
    const following = this.#following
    following.asked()
    return this.#request.then(
      isFunction(fulfilled) ? (facts) => following.arrived(facts, fulfilled) : undefined,
      (error: unknown) => {
        following.failed(error)
        if (!isFunction(rejected)) throw error
        return rejected(error)
      },
    )
  }
}

// Clients ask whether it is a promise, and their users may call `catch` and `finally`.
Object.setPrototypeOf(RequestView.prototype, Promise.prototype)
override(RequestView.prototype, 'then', () => askView)

function askView(this: unknown, ...handlers: readonly unknown[]): unknown {
  return this instanceof RequestView ? this.ask(...handlers) : undefined
}
